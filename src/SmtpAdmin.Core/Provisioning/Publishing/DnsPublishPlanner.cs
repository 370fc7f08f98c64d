using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Reads what is there, and says what has to change.</summary>
/// <param name="targets">Finds zones and servers.</param>
/// <param name="options">How it is published.</param>
/// <param name="time">The clock of signatures and timeouts.</param>
internal sealed class DnsPublishPlanner(DnsPublishTargets targets, DnsPublishOptions options, TimeProvider time)
{
    /// <summary>Plans.</summary>
    /// <param name="sets">The sets that it is about.</param>
    /// <param name="wantedOf">What is to be there, by the set that was handed in and what is there.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsPublishPlan> PlanAsync(IReadOnlyList<DnsRecordSet> sets, Func<DnsRecordSet, DnsRecordSet, DnsRecordSet> wantedOf, CancellationToken cancellationToken)
    {
        var (changes, problems) = (new List<DnsRecordChange>(), new List<DnsPublishProblem>());
        try
        {
            var zones = await targets.ZonesOfAsync([.. sets.Select(set => set.Owner)], cancellationToken).ConfigureAwait(false);
            foreach (var group in sets.Zip(zones).GroupBy(pair => pair.Second, pair => pair.First))
            {
                var target = await targets.ServerOfAsync(group.Key, cancellationToken).ConfigureAwait(false);
                await PlanAsync(group.Key, target, [.. group], wantedOf, changes, problems, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DnsPublishException exception)
        {
            problems.Add(exception.Problem);
        }
        return new DnsPublishPlan { Changes = changes, Problems = [.. problems.Distinct()] };
    }

    private async Task PlanAsync(
        DnsName zone, DnsPublishTarget target, DnsRecordSet[] sets, Func<DnsRecordSet, DnsRecordSet, DnsRecordSet> wantedOf,
        List<DnsRecordChange> changes, List<DnsPublishProblem> problems, CancellationToken cancellationToken)
    {
        foreach (var set in sets.Where(set => set.Type == DnsType.SOA || (set.Type == DnsType.NS && set.Owner.Equals(zone))))
            problems.Add(new(DnsPublishFault.ZoneRecord, $"The {DnsTypeText.Of(set.Type)} records of {zone} are what the zone itself lives by, and are not changed here. Change them at the server.", $"{set.Owner}"));
        foreach (var set in sets.Where(set => set.Type is DnsType.RRSIG or (DnsType)47 or (DnsType)50 or (DnsType)51)) // NSEC, NSEC3, NSEC3PARAM: RFC 4034 section 4, RFC 5155
            problems.Add(new(DnsPublishFault.ZoneRecord, $"{DnsTypeText.Of(set.Type)} records are made by what signs the zone, and are not changed here.", $"{set.Owner}"));
        foreach (var set in sets.Where(set => set.Type == DnsType.CNAME && set.Records.Count > 0 && set.Owner.Equals(zone)))
            problems.Add(new(DnsPublishFault.CnameBesideOtherData, $"{zone} is the zone itself, which has SOA and NS records, and an alias stands alone (RFC 1034 section 3.6.2): there can be none. Publish the addresses themselves.", $"{zone}"));
        if (problems.Count > 0) return;

        var primary = new DnsPrimary(target.EndPoint, options.Key, new DnsPrimaryOptions { Timeout = options.Timeout, Tcp = options.Tcp }, time);
        var current = await new DnsCurrentReader(primary, zone, target, options.Key).ReadNewAsync(sets, cancellationToken).ConfigureAwait(false);
        var planned = new List<DnsRecordChange>();
        for (var at = 0; at < sets.Length; at++)
        {
            var (change, problem) = Plan(zone, target, sets[at], current[at], wantedOf);
            if (change is not null) planned.Add(change);
            else problems.Add(problem!);
        }
        // A server that did not say one thing is not asked for the next.
        if (!problems.Exists(problem => problem.Fault is DnsPublishFault.NoAnswer or DnsPublishFault.Unreachable)) problems.AddRange(await DnsPlanRules.ProblemsAsync(primary, zone, planned, options.Force, cancellationToken).ConfigureAwait(false));
        changes.AddRange(planned);
    }

    private static (DnsRecordChange? Change, DnsPublishProblem? Problem) Plan(DnsName zone, DnsPublishTarget target, DnsRecordSet set, DnsCurrentSet current, Func<DnsRecordSet, DnsRecordSet, DnsRecordSet> wantedOf)
    {
        if (current.Problem is { } unknown) return (null, unknown);
        try
        {
            return (new DnsRecordChange(zone, target, current.Set, wantedOf(set, current.Set)) { NameIsThere = current.NameIsThere, Alias = current.Alias }, null);
        }
        catch (DnsPublishException exception)
        {
            return (null, exception.Problem);
        }
    }
}
