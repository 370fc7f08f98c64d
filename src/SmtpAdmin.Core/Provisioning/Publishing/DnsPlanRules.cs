using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What servers take without a word, or would refuse: an alias beside other data, and records that a delegation or a DNAME hides.</summary>
internal static class DnsPlanRules
{
    /// <summary>What stands against changes.</summary>
    /// <param name="primary">The server that they are for.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="planned">The changes, all of the zone.</param>
    /// <param name="force">What is there may be hidden.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<IReadOnlyList<DnsPublishProblem>> ProblemsAsync(DnsPrimary primary, DnsName zone, IReadOnlyList<DnsRecordChange> planned, bool force, CancellationToken cancellationToken)
    {
        var problems = new List<DnsPublishProblem>();
        var there = planned.Where(change => change.After.Records.Count > 0).ToList();
        var freed = planned.Where(change => change.After.Records.Count == 0).ToLookup(change => change.After.Owner, change => change.After.Type);
        foreach (var change in there.Where(change => change.Alias is not null && !freed[change.After.Owner].Contains(DnsType.CNAME)))
            problems.Add(new(DnsPublishFault.CnameBesideOtherData, $"{change.After.Owner} is an alias for {change.Alias}, and an alias stands alone (RFC 1034 section 3.6.2). Publish at {change.Alias}, or take the alias away first: Remove-DnsRecord -Name {change.After.Owner} -Type CNAME.", $"{change.After.Owner}"));

        var aliases = there.Where(change => change is { After.Type: DnsType.CNAME, Before.Records.Count: 0, NameIsThere: true } && !freed[change.After.Owner].Any()).ToList();
        var (free, unsaid) = await DnsFreeNames.AmongAsync(primary, zone, aliases.Select(change => change.After.Owner).ToHashSet(), cancellationToken).ConfigureAwait(false);
        if (unsaid is null) problems.AddRange(aliases.Where(change => !free.Contains(change.After.Owner)).Select(change => DnsPublishFaults.AliasBesideOthers(change.After)));

        var cuts = there.Where(change => change is { After.Type: DnsType.NS, Before.Records.Count: 0 }).ToList();
        var covering = cuts.Where(change => change.NameIsThere && !force && !freed[change.After.Owner].Any()).Select(change => change.After.Owner).ToHashSet();
        covering.ExceptWith(await OnlyWildcardsAsync(primary, covering, cancellationToken).ConfigureAwait(false));
        foreach (var change in cuts)
        {
            if (change.After.Owner.Wire is [1, (byte)'*', ..]) problems.Add(new(DnsPublishFault.ZoneRecord, $"{change.After.Owner} is a wildcard, and servers pass over its NS records without a word (RFC 4592 section 4.2). Delegate each name by itself.", change.After.Name));
            else if (covering.Contains(change.After.Owner)) problems.Add(new(DnsPublishFault.OtherRecords, $"{change.After.Owner} has other records, or names below it, which nobody would see behind this delegation (RFC 1034 section 4.2.1). Remove those first, or hide them with -Force.", change.After.Name));
        }

        var delegations = there.Select(change => change.After).Where(set => set.Type == DnsType.NS && !set.Owner.Equals(zone)).Select(set => set.Owner).ToHashSet();
        var redirections = there.Select(change => change.After).Where(set => set.Type == DnsType.DNAME).Select(set => set.Owner).ToHashSet();
        foreach (var set in delegations.Count + redirections.Count > 0 ? there.Select(change => change.After) : [])
        {
            if (Hides(set, zone, delegations, redirections) is { } above)
                problems.Add(new(DnsPublishFault.Delegated, $"What is published at {set.Owner} would be seen by nobody: the records for {above} that come along with it hand {(delegations.Contains(above) ? "that name to another zone's servers (RFC 1034 section 4.2.1)" : "all names below it to another (RFC 6672 section 2.4)")}. Publish it there, or leave those out. An address that a delegation needs is set at the server itself.", $"{set.Owner}"));
        }
        return problems;
    }

    /// <summary>The names that are not there, nor any below them: a wildcard answers for them.</summary>
    private static async Task<IReadOnlyCollection<DnsName>> OnlyWildcardsAsync(DnsPrimary primary, IReadOnlySet<DnsName> names, CancellationToken cancellationToken)
    {
        var asked = names.Select(name => (Name: name, Below: DnsNameBelow.TryMake(name, out var below) ? below : null)).Where(pair => pair.Below is not null).ToList();
        if (asked.Count == 0) return [];
        var answers = await primary.AskAsync([.. asked.Select(pair => new DnsQuestion(pair.Below!, DnsType.NS))], cancellationToken).ConfigureAwait(false);
        return [.. asked.Where((_, at) => answers[at].Message is { Rcode: DnsRcode.NoError, Authoritative: true }).Select(pair => pair.Name)];
    }

    /// <summary>The name by which a set is hidden; null for none. At a delegation stand the name servers and what signs them (RFC 4034 section 5).</summary>
    private static DnsName? Hides(DnsRecordSet set, DnsName zone, HashSet<DnsName> delegations, HashSet<DnsName> redirections)
    {
        if (set.Type is not (DnsType.NS or DnsType.DS) && delegations.Contains(set.Owner)) return set.Owner;
        if (set.Owner.Equals(zone)) return null;
        for (var above = set.Owner.Parent; above.IsWithin(zone); above = above.Parent)
        {
            if (delegations.Contains(above) || redirections.Contains(above)) return above;
        }
        return null;
    }
}
