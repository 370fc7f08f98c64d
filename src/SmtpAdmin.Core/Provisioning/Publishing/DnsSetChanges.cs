using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>From what is to change to what a server is told, with what must hold for it.</summary>
internal static class DnsSetChanges
{
    /// <summary>The changes, those that take something away first: what is added may need the room.</summary>
    public static (DnsRecordChange Change, DnsSetChange Message)[] Of(IReadOnlyList<DnsRecordChange> changes)
    {
        var emptied = changes.Where(change => change.After.Records.Count == 0 && change.Before.Records.Count > 0).Select(change => change.After.Owner).ToHashSet();
        return [.. changes.OrderBy(change => change.After.Records.Count > 0).Select(change => (change, Of(change, emptied.Contains(change.After.Owner))))];
    }

    private static DnsSetChange Of(DnsRecordChange change, bool isEmptied)
    {
        var (owner, type) = (change.After.Owner, change.After.Type);
        return new DnsSetChange(owner, type, Prerequisites(change, isEmptied), change.Before.Records.Count > 0, [.. change.After.Records.Select(record => record with { TimeToLive = change.After.TimeToLive ?? TimeSpan.Zero })]);
    }

    /// <summary>
    /// That the set is still as it was read (RFC 2136 section 2.4). Servers pass over an addition beside an alias, or of an alias beside other
    /// data, without a word (section 3.4.2.2): so that too must hold before.
    /// </summary>
    private static DnsPrerequisite[] Prerequisites(DnsRecordChange change, bool isEmptied)
    {
        var (owner, type) = (change.After.Owner, change.After.Type);
        if (change.Before.Records.Count > 0) return [new DnsPrerequisite.SetIs(owner, change.Before.Records)];
        if (isEmptied) return [new DnsPrerequisite.NoSet(owner, type)]; // what is taken away in the same message has prerequisites of its own
        if (type == DnsType.CNAME || !change.NameIsThere) return [new DnsPrerequisite.NameFree(owner)];
        return [new DnsPrerequisite.NoSet(owner, type), new DnsPrerequisite.NoSet(owner, DnsType.CNAME)];
    }
}
