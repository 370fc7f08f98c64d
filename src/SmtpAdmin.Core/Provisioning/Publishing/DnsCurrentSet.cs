using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What a zone's server has of a set now.</summary>
/// <param name="Set">The records; none where there are none.</param>
/// <param name="NameIsThere">The name is there, with or without records of the type.</param>
/// <param name="Alias">The name is an alias for this one, where another type was asked for; null otherwise.</param>
/// <param name="Problem">Why it is not known; null where it is.</param>
internal sealed record DnsCurrentSet(DnsRecordSet Set, bool NameIsThere, DnsName? Alias, DnsPublishProblem? Problem)
{
    /// <summary>What an answer of the server tells.</summary>
    /// <param name="message">The answer.</param>
    /// <param name="zone">The zone that the set is to be in.</param>
    /// <param name="target">The server, for people.</param>
    /// <param name="set">The set; only its name and type count.</param>
    public static DnsCurrentSet Of(DnsMessage message, DnsName zone, DnsPublishTarget target, DnsRecordSet set)
    {
        var alias = message.Answers.OfType<CnameRecord>().FirstOrDefault(record => record.Name.Equals(set.Owner));
        if (!message.Authoritative)
        {
            // What delegates the name itself is in this zone (RFC 1034 section 4.2.1), and told by pointing there.
            DnsRecord[] delegation = set.Type == DnsType.NS ? [.. message.Authority.Where(record => record is NsRecord && record.Name.Equals(set.Owner))] : [];
            if (delegation.Length > 0 && !set.Owner.Equals(zone)) return new DnsCurrentSet(Held(set, delegation), NameIsThere: true, Alias: null, Problem: null);
            var cut = message.Authority.OfType<NsRecord>().FirstOrDefault(record => record.Name.IsWithin(zone) && !record.Name.Equals(zone));
            return Unknown(set, cut is null
                ? new(DnsPublishFault.NotAuth, $"{target.Shown} is not authoritative for {zone}: it answers for {set.Owner} without authority. Name the zone's primary server with -Server.{target.PrimaryText}", target.Shown)
                : new(DnsPublishFault.Delegated, $"{set.Owner} is not in the zone {zone}, which delegates {cut.Name} to {cut.Host}. Publish it in that zone, with -Zone {cut.Name}.", $"{set.Owner}"));
        }
        // Who answers tells by its SOA or NS records whose data that is: a server may have the child zone too.
        var owner = message.Authority.FirstOrDefault(record => record is SoaRecord or NsRecord)?.Name;
        if (owner is not null && !owner.Equals(zone)) return Unknown(set, ElsewhereProblem(set, zone, owner, target));
        if (message.Answers.FirstOrDefault(record => record.Type == DnsType.DNAME && !record.Name.Equals(set.Owner) && set.Owner.IsWithin(record.Name)) is { } above)
            return Unknown(set, new(DnsPublishFault.Delegated, $"{above.Name} has a DNAME record, so every name below it is another's, and nothing can stand at {set.Owner} (RFC 6672 section 2.4). Publish {(alias is null ? "it where that leads" : $"at {alias.Target}")}.", $"{set.Owner}"));
        var records = message.Answers.Where(record => record.Type == set.Type && record.Name.Equals(set.Owner)).ToArray();
        return new DnsCurrentSet(Held(set, records), message.Rcode == DnsRcode.NoError, set.Type == DnsType.CNAME ? null : alias?.Target, null);
    }

    private static DnsRecordSet Held(DnsRecordSet set, DnsRecord[] records) => new(set.Owner, set.Type, records, records.Length > 0 ? records.Max(record => record.TimeToLive) : null);

    private static DnsPublishProblem ElsewhereProblem(DnsRecordSet set, DnsName zone, DnsName owner, DnsPublishTarget target) => owner.IsWithin(zone)
        ? new(DnsPublishFault.Delegated, $"{set.Owner} is not in the zone {zone} but in {owner}, which {target.Shown} has as well. Publish it there, with -Zone {owner}.", $"{set.Owner}")
        : new(DnsPublishFault.NotAuth, $"{target.Shown} answers for {set.Owner} out of the zone {owner}, not {zone}. Name the zone that it is in with -Zone.", target.Shown);

    /// <summary>Of a set, where its name has no record at all.</summary>
    public static DnsCurrentSet Free(DnsRecordSet set) => new(new DnsRecordSet(set.Owner, set.Type, []), NameIsThere: false, Alias: null, Problem: null);

    /// <summary>Of a set of which nothing is known.</summary>
    public static DnsCurrentSet Unknown(DnsRecordSet set, DnsPublishProblem problem) => Free(set) with { Problem = problem };
}
