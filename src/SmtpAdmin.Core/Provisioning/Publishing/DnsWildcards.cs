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
        // Names beside each other have the same wildcards above them.
        var places = read.Where(IsAnswered).Select(PlaceOf).Distinct().ToDictionary(place => place, place => Above(place, zone).ToArray());
        DnsQuestion[] wildcards = [.. places.Values.SelectMany(above => above).Distinct()];
        if (wildcards.Length == 0) return read;
        var answers = wildcards.Zip(await primary.AskAsync(wildcards, cancellationToken).ConfigureAwait(false)).ToDictionary(pair => pair.First, pair => pair.Second);
        var failures = places.ToDictionary(place => place.Key, place => place.Value.Select(wildcard => answers[wildcard].Failure).FirstOrDefault(failure => failure is not null));
        var records = places.ToDictionary(place => place.Key, place => place.Value.Select(wildcard => RecordsOf(wildcard.Name, answers[wildcard].Message)).Where(records => records.Length > 0).ToArray());

        DnsCurrentSet[] known = [.. read.Select(seen => IsAnswered(seen) && failures[PlaceOf(seen)] is { } failure ? seen with { Problem = problemOf(failure) } : seen)];
        var suspects = known.Where(seen => IsAnswered(seen) && records[PlaceOf(seen)].Any(others => IsSame(seen, others))).Select(seen => seen.Set.Owner).ToHashSet();
        var (free, unsaid) = await DnsFreeNames.AmongAsync(primary, zone, suspects, cancellationToken).ConfigureAwait(false);
        return [.. known.Select(seen => !IsAnswered(seen) || !suspects.Contains(seen.Set.Owner) ? seen
            : unsaid is not null ? seen with { Problem = DnsPublishFaults.NotTold(seen.Set, problemOf(unsaid)) }
            : free.Contains(seen.Set.Owner) ? DnsCurrentSet.Free(seen.Set) : seen)];
    }

    private static bool IsAnswered(DnsCurrentSet seen) => seen.Problem is null && (seen.Set.Records.Count > 0 || seen.Alias is not null);

    private static (DnsName Parent, DnsType Type) PlaceOf(DnsCurrentSet seen) => (seen.Set.Owner.Parent, seen.Set.Type);

    /// <summary>The wildcards that may answer for the names of a place.</summary>
    private static IEnumerable<DnsQuestion> Above((DnsName Parent, DnsType Type) place, DnsName zone)
    {
        for (var above = place.Parent; above.IsWithin(zone); above = above.Parent)
        {
            if (DnsName.Wildcard.TryAppend(above, out var wildcard)) yield return new DnsQuestion(wildcard, place.Type);
        }
    }

    private static DnsRecord[] RecordsOf(DnsName wildcard, DnsMessage? answer) => answer is null ? [] : [.. answer.Answers.Where(record => record.Name.Equals(wildcard))];

    /// <summary>A wildcard may be what has the same; the wildcard itself has its records.</summary>
    private static bool IsSame(DnsCurrentSet seen, DnsRecord[] others) => others[0].Name.Equals(seen.Set.Owner) ? false : seen.Alias is { } alias
        ? others.OfType<CnameRecord>().Any(record => record.Target.Equals(alias))
        : new DnsRecordSet(seen.Set.Owner, seen.Set.Type, others.Where(record => record.Type == seen.Set.Type)).HasSameData(seen.Set);
}
