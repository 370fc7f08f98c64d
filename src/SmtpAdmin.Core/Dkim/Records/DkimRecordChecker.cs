using System.Security.Cryptography;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>Checks key records: what is wrong with them, and what to publish in their place. One instance serves any number of checks at once.</summary>
/// <param name="resolver">Who is asked.</param>
/// <param name="timeProvider">Measures how long a check takes.</param>
public sealed class DkimRecordChecker(IDnsResolver resolver, TimeProvider timeProvider)
{
    private const int RandomLength = 12; // octets of the label that nobody has

    /// <summary>Checks many records, several at once; reports come as they are ready.</summary>
    /// <param name="queries">What to check.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<DkimRecordReport> CheckAllAsync(IAsyncEnumerable<DkimRecordQuery> queries, DkimRecordCheckOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return BoundedWork.RunAsync(queries, options.Concurrency, CheckAsync, cancellationToken);
    }

    /// <summary>Checks one record.</summary>
    /// <param name="query">What to check.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="ArgumentException">There is neither a record nor a domain and a selector.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DkimRecordReport> CheckAsync(DkimRecordQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Record is null && (query.Domain is null || query.Selector is null)) throw new ArgumentException("There is neither a record to check nor a domain with a selector.", nameof(query));
        var start = timeProvider.GetTimestamp();
        var evidence = await CollectAsync(query, cancellationToken).ConfigureAwait(false);
        return DkimVerdictOfRecord.Of(evidence) with { DurationMs = Milliseconds.Since(timeProvider, start) };
    }

    /// <summary>A selector that nobody has: what answers there, answers everywhere.</summary>
    internal static string NobodysSelector() => "smtpadmin-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(RandomLength)).ToLowerInvariant();

    /// <summary>Judges what was answered, without asking for more.</summary>
    internal static DkimRecordReport Judge(DkimRecordQuery query, DkimKeyAnswer answer) => DkimVerdictOfRecord.Of(Read(new DkimRecordEvidence { Query = query, Name = answer.Name }, answer));

    private static DkimRecordEvidence Read(DkimRecordEvidence evidence, DkimKeyRecord record, IReadOnlyList<string> strings)
    {
        var shape = DkimKeyShape.Of(record);
        DkimPublicKey? key = null;
        var problem = record.Problems.Count > 0 ? record.Problems[0].Message : null;
        if (record.KeyData is { } data) DkimPublicKey.TryRead(record.KeyType, data, out key, out problem);
        var read = evidence with { Record = record, Strings = strings, Shape = shape, Key = key, KeyProblem = problem };
        return read with
        {
            Repaired = record.IsRevoked ? null : DkimRecordRepair.Of(record.Text, read.Others),
            PrivateKeyMatches = key is not null && evidence.Query.PrivateKey is { } pair ? pair.Fingerprint == DkimFingerprint.Of(key.Algorithm, key.KeyData()) : null,
        };
    }

    private async Task<DkimRecordEvidence> CollectAsync(DkimRecordQuery query, CancellationToken cancellationToken)
    {
        var name = query is { Domain: { } domain, Selector: { } selector } ? DkimName.OfKey(selector, domain) : null;
        var evidence = new DkimRecordEvidence { Query = query, Name = name };
        if (query.Record is { } given) return Read(evidence, DkimKeyRecord.Read(given.Text), given.Strings);
        if (name is null) return evidence;

        var answer = await DkimKeyAnswer.AskAsync(resolver, name, cancellationToken).ConfigureAwait(false);
        evidence = Read(evidence, answer);
        if (answer.Availability == DkimKeyAvailability.Missing && evidence.Record is null) evidence = evidence with { Elsewhere = await AskElsewhereAsync(query.Selector!, query.Domain!, cancellationToken).ConfigureAwait(false) };
        if (answer.Availability == DkimKeyAvailability.Missing && answer.Answer.Aliases.Count > 0) evidence = evidence with { MeantTarget = await AskMeantTargetAsync(answer.Answer.Aliases[^1].Target, query.Domain!, cancellationToken).ConfigureAwait(false) };
        if (evidence.Record is { IsRevoked: true } || evidence.Others.Count > 0)
            evidence = evidence with { Nobody = DkimName.OfKey(NobodysSelector(), query.Domain!) is { } nobody ? await DkimKeyAnswer.AskAsync(resolver, nobody, cancellationToken).ConfigureAwait(false) : null };
        return evidence;
    }

    private async Task<IReadOnlyList<DkimKeyAnswer>> AskElsewhereAsync(string selector, string domain, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(DkimMisplacedNames.Of(selector, domain).Select(name => DkimKeyAnswer.AskAsync(resolver, name, cancellationToken))).ConfigureAwait(false);
        return [.. answers.Where(answer => answer.Keys.Any(key => !key.IsRevoked))];
    }

    /// <summary>Where a zone file's target has no dot at its end, the zone's name is put behind it.</summary>
    private async Task<DkimKeyAnswer?> AskMeantTargetAsync(DnsName target, string domain, CancellationToken cancellationToken)
    {
        foreach (var meant in DkimMisplacedNames.OfTarget(target, domain))
        {
            var answer = await DkimKeyAnswer.AskAsync(resolver, meant, cancellationToken).ConfigureAwait(false);
            if (answer.Keys.Count > 0) return answer;
        }
        return null;
    }

    private static DkimRecordEvidence Read(DkimRecordEvidence evidence, DkimKeyAnswer answer)
    {
        evidence = evidence with { Answer = answer };
        return answer.Availability is DkimKeyAvailability.Found or DkimKeyAvailability.Missing && Meant(answer) is { } meant ? Read(evidence, meant, StringsOf(answer, meant)) : evidence;
    }

    /// <summary>The key of a name; where there is none, the only record that was meant as one.</summary>
    private static DkimKeyRecord? Meant(DkimKeyAnswer answer)
    {
        if (answer.Keys.Count > 0) return answer.Keys[0];
        var meant = answer.Others.Where(text => DkimRecordRepair.Of(text, []) is not null).ToList();
        return meant.Count == 1 ? DkimKeyRecord.Read(meant[0]) : null;
    }

    private static string[] StringsOf(DkimKeyAnswer answer, DkimKeyRecord record) =>
        [.. answer.Answer.Records.OfType<TxtRecord>().First(text => text.Text == record.Text).Strings.Select(part => Encoding.Latin1.GetString(part.Span))];
}
