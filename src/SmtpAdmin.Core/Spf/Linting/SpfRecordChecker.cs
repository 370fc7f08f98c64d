using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Checks records: what is wrong with them and with all that they include, and what to write in their place. The checks of one checker share their look-ups.</summary>
public sealed class SpfRecordChecker
{
    private readonly IDnsResolver _resolver;
    private readonly TimeProvider _time;
    private readonly SpfLookups _shared;

    /// <summary>Makes a checker.</summary>
    /// <param name="resolver">Who is asked.</param>
    /// <param name="timeProvider">The clock that the time limit goes by.</param>
    public SpfRecordChecker(IDnsResolver resolver, TimeProvider timeProvider)
    {
        _resolver = resolver;
        _shared = new SpfLookups(resolver, timeProvider);
        _time = timeProvider;
    }

    /// <summary>Checks many domains, several at once; reports come as they are ready.</summary>
    /// <param name="domains">The domains; null for one that is not known.</param>
    /// <param name="record">A record that takes the place of what each publishes; null for what they publish.</param>
    /// <param name="options">How they are checked.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<SpfRecordReport> CheckAllAsync(IAsyncEnumerable<string?> domains, SpfRecord? record, SpfRecordCheckOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return BoundedWork.RunAsync(domains, options.Concurrency, (domain, token) => CheckAsync(domain, record, options, token), cancellationToken);
    }

    /// <summary>Checks one record.</summary>
    /// <param name="domain">The domain; null when it is not known where the record will stand.</param>
    /// <param name="record">A record that takes the place of what the domain publishes; null for what it publishes.</param>
    /// <param name="options">How it is checked.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="ArgumentException">There is neither a domain nor a record, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<SpfRecordReport> CheckAsync(string? domain, SpfRecord? record, SpfRecordCheckOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (domain is null && record is null) throw new ArgumentException("There is neither a domain nor a record to check.");
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        var start = _time.GetTimestamp();
        using var timeLimit = new CancellationTokenSource(options.Timeout, _time);
        var evidence = await CollectAsync(domain, record, options, timeLimit.Token, cancellationToken).ConfigureAwait(false);
        return SpfVerdictOfRecord.Of(evidence) with { DurationMs = Milliseconds.Since(_time, start) };
    }

    private async Task<SpfLintEvidence> CollectAsync(string? domain, SpfRecord? given, SpfRecordCheckOptions options, CancellationToken timeLimit, CancellationToken cancellationToken)
    {
        var lookups = options.ShareLookups ? _shared : new SpfLookups(_resolver, _time);
        var evidence = new SpfLintEvidence { Options = options, IsGiven = given is not null, Domain = domain, Record = given };
        SpfDomain? place = null;
        if (domain is not null)
        {
            var text = SpfDomain.ToAscii(domain);
            if (!SpfDomain.TryReadSender(text, out var read)) return evidence;
            place = read;
            var type99 = AskAsync(read.Name, DnsType.SPF);
            var published = await AskAsync(read.Name, DnsType.TXT).ConfigureAwait(false);
            given ??= options.Unpublished.GetValueOrDefault(read.Name);
            evidence = evidence with
            {
                Domain = read.Text,
                Name = read.Name,
                IsGiven = given is not null,
                Record = given ?? (published.IsConclusive ? lookups.Select(published, out _) : null),
                Published = published,
                Type99 = await type99.ConfigureAwait(false),
            };
        }
        if (evidence.Record is not { } record) return evidence;

        var walker = new SpfWalker(lookups, new SpfWalkOptions { Unpublished = options.Unpublished, TimeLimit = timeLimit });
        var walked = await (place is { } known ? walker.WalkAsync(known, record, cancellationToken) : walker.WalkAsync(record, cancellationToken)).ConfigureAwait(false);
        evidence = evidence with { Walked = walked, Reach = SpfReach.Of(walked, 0) };
        if (SpfLastWord.Of(walked) is not { } last) return evidence;
        if (last.Record.Record?.Explanation is { Value.StaticText: { } source } && SpfDomain.TryRead(source, out var explanation))
            evidence = evidence with { Explanation = await AskAsync(explanation.Name, DnsType.TXT).ConfigureAwait(false) };
        if (last.All is not { Qualifier: SpfQualifier.Fail } && evidence.Name is { } owner && DnsName.Parse("_dmarc").TryAppend(owner, out var dmarc))
            evidence = evidence with { Dmarc = await AskAsync(dmarc, DnsType.TXT).ConfigureAwait(false) };
        return evidence;

        Task<DnsAnswer> AskAsync(DnsName name, DnsType type) => lookups.AskAsync(name, type, timeLimit, cancellationToken).AsTask();
    }
}
