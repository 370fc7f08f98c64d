using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>The look-ups of one check: counted, traced, and ended when the check has taken too long.</summary>
internal sealed class SpfAsking : IAsyncDisposable
{
    private const int MostNames = 10; // of an address, RFC 7208 section 4.6.4

    private readonly SpfLookups _lookups;
    private readonly TimeProvider _time;
    private readonly SpfSender _sender;
    private readonly SpfCheckOptions _options;
    private readonly CancellationToken _cancelled;
    private CancellationTokenSource? _timeLimit;
    private CancellationTokenSource? _either;
    private bool _hasAskedForNames;
    private Dictionary<(DnsName Name, DnsType Type), Task<DnsAnswer>>? _ahead;

    public SpfAsking(SpfLookups lookups, TimeProvider timeProvider, SpfSender sender, SpfCheckOptions options, CancellationToken cancellationToken)
    {
        _lookups = lookups;
        _time = timeProvider;
        _sender = sender;
        _options = options;
        _cancelled = cancellationToken;
        Limits = new SpfLimits(options.MaxVoidLookups);
        Tracer = options.Trace ? new SpfTracer() : null;
    }

    public SpfLimits Limits { get; }

    public SpfTracer? Tracer { get; }

    /// <summary>Ends what was asked ahead and is not wanted any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ahead is { Count: > 0 })
        {
            await _either!.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll((IEnumerable<Task>)_ahead.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _either?.Dispose();
        _timeLimit?.Dispose();
    }

    /// <summary>The answer is there already, or need not be asked for.</summary>
    public bool IsKnown(DnsName name, DnsType type) => _lookups.TryFind(name, type, out _) || (type == DnsType.TXT && _options.Unpublished.ContainsKey(name));

    /// <summary>Asks what will probably be wanted soon, so that it is under way together with what is wanted now.</summary>
    public void AskAhead(DnsName name, DnsType type)
    {
        if (IsKnown(name, type)) return;
        _ahead ??= [];
        if (!_ahead.ContainsKey((name, type))) _ahead.Add((name, type), _lookups.AskAsync(name, type, Deadline()).AsTask());
    }

    /// <summary>The record that a domain publishes (RFC 7208 sections 4.4 and 4.5); null for none, or when the check is over.</summary>
    public async ValueTask<SpfRecord?> FindRecordAsync(SpfDomain domain)
    {
        if (await AskAsync(domain.Name, DnsType.TXT).ConfigureAwait(false) is not { } answer)
        {
            Limits.Stop(SpfProblemKind.TimeLimit, TooLong(), domain.Text, null, "RFC 7208 section 4.6.4");
            return null;
        }
        if (!answer.IsConclusive)
        {
            Limits.Stop(SpfProblemKind.DnsFailure, Failed(answer), domain.Text, null, "RFC 7208 section 4.4");
            return null;
        }
        // A term counts before its record is asked for; the sender's own record is asked for by none.
        if (Limits.Lookups > 0 && answer.Outcome != DnsOutcome.Answer) Limits.CountVoidRecord();
        var record = _lookups.Select(answer, out var count);
        if (count > 1) Limits.Stop(SpfProblemKind.SeveralRecords, $"{domain.Text} publishes {count} SPF records, and may publish one.", domain.Text, null, "RFC 7208 section 4.5");
        return record;
    }

    /// <summary>A look-up that a term needs; null when the check is over (RFC 7208 section 5).</summary>
    public async ValueTask<DnsAnswer?> AskAsync(DnsName name, DnsType type, SpfPlace place)
    {
        if (await AskAsync(name, type).ConfigureAwait(false) is not { } answer)
        {
            Limits.Stop(SpfProblemKind.TimeLimit, TooLong(), place.Domain.Text, place.Term, "RFC 7208 section 4.6.4");
            return null;
        }
        if (!answer.IsConclusive)
        {
            Limits.Stop(SpfProblemKind.DnsFailure, Failed(answer), place.Domain.Text, place.Term, "RFC 7208 section 5");
            return null;
        }
        return answer.Outcome == DnsOutcome.Answer || Limits.CountVoid(answer, place.Domain.Text, place.Term) ? answer : null;
    }

    /// <summary>
    /// The names of an address that lead back to it (RFC 7208 section 5.5). What fails is left out; it does not end the check. Whoever asks
    /// again gets the same answers without a question, and each of them that finds nothing counts again, as for other terms.
    /// </summary>
    public async ValueTask<IReadOnlyList<DnsName>> ValidatedNamesAsync(IPAddress address, SpfPlace? place)
    {
        _hasAskedForNames = true;
        var names = new List<DnsName>();
        var pointers = await AskForNameAsync(DnsName.ForReverse(address), DnsType.PTR, place).ConfigureAwait(false);
        foreach (var pointer in pointers?.Records.OfType<PtrRecord>().Take(MostNames) ?? [])
        {
            var type = address.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.AAAA;
            var answer = await AskForNameAsync(pointer.Target, type, place).ConfigureAwait(false);
            if (Limits.Problem is not null) return [];
            if (answer is not null && answer.Records.Any(record => record is ARecord a ? a.Address.Equals(address) : record is AaaaRecord aaaa && aaaa.Address.Equals(address)))
                names.Add(pointer.Target);
        }
        return Limits.Problem is null ? names : [];
    }

    /// <summary>What macros stand for. The look-ups for <c>p</c> are made where it is used, and the first costs one of the ten (RFC 7208 section 4.6.4).</summary>
    /// <param name="text">Where the macros stand.</param>
    /// <param name="domain">The domain of the record.</param>
    /// <param name="place">Where the check is; null when it is over and the text is that of an explanation, which costs nothing.</param>
    public async ValueTask<SpfMacroValues> MacroValuesAsync(SpfMacroString text, SpfDomain domain, SpfPlace? place)
    {
        var validated = "";
        if (text.Uses('p') && (place is null || _hasAskedForNames || Limits.CountLookup(domain.Text, place.Value.Term)))
        {
            var names = await ValidatedNamesAsync(_sender.IPAddress, place).ConfigureAwait(false);
            var best = names.FirstOrDefault(name => name.Equals(domain.Name)) ?? names.FirstOrDefault(name => name.IsWithin(domain.Name)) ?? (names.Count > 0 ? names[0] : null);
            validated = best?.ToString() ?? "unknown";
        }
        return new SpfMacroValues(_sender, domain.Text, validated, _options, _time.GetUtcNow());
    }

    /// <summary>The explanation of a failure (RFC 7208 section 6.2); null when anything about it is wrong.</summary>
    public async ValueTask<(string Text, string Source)?> ExplainAsync(SpfModifier explanation, SpfDomain domain)
    {
        const int mostLength = 4096; // a reply of SMTP has 512 octets a line, and who gets it is to read it
        if (!_sender.CanFill(explanation.Value)) return null;
        var values = await MacroValuesAsync(explanation.Value, domain, null).ConfigureAwait(false);
        if (!SpfDomain.TryRead(explanation.Value.ExpandEnd(values.Of, SpfDomain.MaxLength), out var source)) return null;
        var answer = await AskAsync(source.Name, DnsType.TXT).ConfigureAwait(false);
        if (answer is not { Outcome: DnsOutcome.Answer, Records: [TxtRecord record] }) return null;
        if (!SpfMacroParser.TryParse(record.Text, isExplanation: true, out var macros, out _)) return null;
        values = await MacroValuesAsync(macros, domain, null).ConfigureAwait(false);
        return macros.Expand(values.Of, mostLength) is { } text && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? (text, source.Text) : null;
    }

    /// <summary>As <see cref="AskAsync(DnsName, DnsType, SpfPlace)"/>, where a failure means no answer.</summary>
    private async ValueTask<DnsAnswer?> AskForNameAsync(DnsName name, DnsType type, SpfPlace? place)
    {
        var answer = await AskAsync(name, type).ConfigureAwait(false);
        if (place is not { } where) return answer;
        if (answer is null) Limits.Stop(SpfProblemKind.TimeLimit, TooLong(), where.Domain.Text, where.Term, "RFC 7208 section 4.6.4");
        else if (answer.Outcome is DnsOutcome.NoData or DnsOutcome.NxDomain) Limits.CountVoid(answer, where.Domain.Text, where.Term);
        return answer;
    }

    /// <summary>Asks; null when the check has taken too long.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    private async ValueTask<DnsAnswer?> AskAsync(DnsName name, DnsType type)
    {
        if (!_lookups.TryFind(name, type, out var answer))
        {
            try
            {
                answer = _ahead is not null && _ahead.Remove((name, type), out var underWay)
                    ? await underWay.ConfigureAwait(false)
                    : await _lookups.AskAsync(name, type, Deadline()).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!_cancelled.IsCancellationRequested && _timeLimit!.IsCancellationRequested)
            {
                return null;
            }
        }
        Tracer?.Add(answer);
        return answer;
    }

    /// <summary>Most checks find all answers there, and need no clock.</summary>
    private CancellationToken Deadline()
    {
        _timeLimit ??= new CancellationTokenSource(_options.Timeout, _time);
        _either ??= CancellationTokenSource.CreateLinkedTokenSource(_cancelled, _timeLimit.Token);
        return _either.Token;
    }

    private string TooLong() => FormattableString.Invariant($"The check took longer than {_options.Timeout.TotalSeconds:0.###} s.");

    private static string Failed(DnsAnswer answer) =>
        $"The {answer.Type} records of {answer.Name} could not be looked up: {answer.Outcome}{(answer.Detail.Length > 0 ? $" ({answer.Detail.TrimEnd('.')})" : "")}.";
}
