using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Reads what a zone's server has of sets now.</summary>
/// <param name="primary">Who is asked.</param>
/// <param name="zone">The zone that they are in.</param>
/// <param name="target">The server, for people.</param>
/// <param name="key">Signs; null for none.</param>
internal sealed class DnsCurrentReader(DnsPrimary primary, DnsName zone, DnsPublishTarget target, TsigKey? key)
{
    private const int Many = 64; // from here on one message about all is less than a question about each
    private const int Sample = 2;

    /// <summary>Asks for sets that may well be new: where the first of many are not there, all others are asked for in one message, and one by one only if that does not help.</summary>
    /// <param name="sets">The sets; only their names and types count.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsCurrentSet[]> ReadNewAsync(IReadOnlyList<DnsRecordSet> sets, CancellationToken cancellationToken)
    {
        if (sets.Count < Many) return await ReadAsync(sets, cancellationToken).ConfigureAwait(false);
        var first = await AskAsync([.. sets.Take(Sample)], cancellationToken).ConfigureAwait(false);
        DnsRecordSet[] others = [.. sets.Skip(Sample)];
        var isNew = first.All(seen => seen is { Problem: null, NameIsThere: false }) && (await DnsFreeNames.AreAllFreeAsync(primary, zone, others.Select(set => set.Owner).ToHashSet(), cancellationToken).ConfigureAwait(false)).Outcome == DnsUpdateOutcome.Done;
        return await OwnAsync([.. first, .. isNew ? others.Select(DnsCurrentSet.Free) : await AskAsync(others, cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for sets, all at once.</summary>
    /// <inheritdoc cref="ReadNewAsync"/>
    public async Task<DnsCurrentSet[]> ReadAsync(IReadOnlyList<DnsRecordSet> sets, CancellationToken cancellationToken) =>
        await OwnAsync(await AskAsync(sets, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async Task<DnsCurrentSet[]> AskAsync(IReadOnlyList<DnsRecordSet> sets, CancellationToken cancellationToken)
    {
        var answers = await primary.AskAsync([.. sets.Select(set => new DnsQuestion(set.Owner, set.Type))], cancellationToken).ConfigureAwait(false);
        answers = await WithZonesAsync(sets, answers, cancellationToken).ConfigureAwait(false);
        return [.. sets.Zip(answers, (set, answer) => answer.Message is { } message ? DnsCurrentSet.Of(message, zone, target, set) : DnsCurrentSet.Unknown(set, ProblemOf(answer.Failure!)))];
    }

    private Task<DnsCurrentSet[]> OwnAsync(DnsCurrentSet[] read, CancellationToken cancellationToken) => DnsWildcards.WithoutAsync(primary, zone, read, ProblemOf, cancellationToken);

    private DnsPublishProblem ProblemOf(DnsUpdateReply failure) => failure.Outcome == DnsUpdateOutcome.Refused ? DnsPublishFaults.AnswerRefused(zone, target, key) : DnsPublishFaults.Of(failure, zone, target, key);

    /// <summary>An answer with records need not tell its zone (RFC 2136 has the client know it): there the SOA is asked for, which does.</summary>
    private async Task<DnsPrimaryAnswer[]> WithZonesAsync(IReadOnlyList<DnsRecordSet> sets, DnsPrimaryAnswer[] answers, CancellationToken cancellationToken)
    {
        int[] open = [.. Enumerable.Range(0, answers.Length).Where(at => answers[at].Message is { Authoritative: true, Authority.Count: 0 })];
        if (open.Length == 0) return answers;
        DnsPrimaryAnswer[] zones = await primary.AskAsync([.. open.Select(at => new DnsQuestion(sets[at].Owner, DnsType.SOA))], cancellationToken).ConfigureAwait(false);
        for (var n = 0; n < open.Length; n++)
        {
            if (zones[n].Message is not { } told) answers[open[n]] = zones[n];
            else if (told.Answers.Concat(told.Authority).OfType<SoaRecord>().FirstOrDefault() is { } soa && sets[open[n]].Owner.IsWithin(soa.Name))
                answers[open[n]] = answers[open[n]] with { Message = answers[open[n]].Message! with { Authority = [soa] } };
        }
        return answers;
    }
}
