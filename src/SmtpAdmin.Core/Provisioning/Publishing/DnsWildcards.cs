using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// Takes what a wildcard answers (RFC 4592) out of what was read: it is not at the name itself, goes away when the name, or one below it, gets
/// records of its own, and no condition of an update can name it (RFC 2136 section 3.2.3).
/// </summary>
internal static class DnsWildcards
{
    /// <summary>What is at the names themselves.</summary>
    /// <param name="primary">Who was asked.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="read">What was read.</param>
    /// <param name="problemOf">Why a set is not known, by what came instead of an answer about a wildcard above it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DnsCurrentSet[]> WithoutAsync(DnsPrimary primary, DnsName zone, DnsCurrentSet[] read, Func<DnsUpdateReply, DnsPublishProblem> problemOf, CancellationToken cancellationToken)
    {
        DnsQuestion[] wildcards = [.. read.Where(MayBeWildcards).Select(WildcardOf).Distinct()];
        if (wildcards.Length == 0) return read;
        var answers = wildcards.Zip(await primary.AskAsync(wildcards, cancellationToken).ConfigureAwait(false)).ToDictionary(pair => pair.First, pair => pair.Second);

        DnsCurrentSet[] known = [.. read.Select(seen => AnswerFor(seen) is { Failure: { } failure } ? seen with { Problem = problemOf(failure) } : seen)];
        var suspects = known.Where(seen => AnswerFor(seen) is { Message: { } message } && IsSame(seen, message)).Select(seen => seen.Set.Owner).ToHashSet();
        var (free, unsaid) = await DnsFreeNames.AmongAsync(primary, zone, suspects, cancellationToken).ConfigureAwait(false);
        return [.. known.Select(seen => !MayBeWildcards(seen) || !suspects.Contains(seen.Set.Owner) ? seen
            : unsaid is not null ? seen with { Problem = DnsPublishFaults.NotTold(seen.Set, problemOf(unsaid)) }
            : free.Contains(seen.Set.Owner) ? DnsCurrentSet.Free(seen.Set) : seen)];

        // The zone itself is there, and no wildcard above it is its own.
        bool MayBeWildcards(DnsCurrentSet seen) => seen.Problem is null && (seen.Set.Records.Count > 0 || seen.Alias is not null) && seen.Set.Owner.Wildcard.IsWithin(zone);
        DnsPrimaryAnswer? AnswerFor(DnsCurrentSet seen) => MayBeWildcards(seen) ? answers[WildcardOf(seen)] : null;
    }

    private static DnsQuestion WildcardOf(DnsCurrentSet seen) => new(seen.Set.Owner.Wildcard, seen.Set.Type);

    /// <summary>What has the same may be the wildcard's.</summary>
    private static bool IsSame(DnsCurrentSet seen, DnsMessage answer)
    {
        var (owner, type) = (seen.Set.Owner, seen.Set.Type);
        DnsRecord[] others = [.. answer.Answers.Where(record => record.Name.Equals(owner.Wildcard))];
        return seen.Alias is { } alias
            ? others.OfType<CnameRecord>().Any(record => record.Target.Equals(alias))
            : new DnsRecordSet(owner, type, others.Where(record => record.Type == type)).HasSameData(seen.Set);
    }
}
