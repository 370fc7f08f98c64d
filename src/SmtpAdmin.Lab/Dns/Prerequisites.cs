using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>Whether a zone is as an update wants it to be (RFC 2136 section 3.2).</summary>
internal static class Prerequisites
{
    private const int NxDomain = 3;
    private const int YxDomain = 6;
    private const int YxRrSet = 7;
    private const int NxRrSet = 8;

    /// <summary>The response code of the first that does not hold; null where all do.</summary>
    public static int? Problem(IReadOnlyList<UpdateEntry> prerequisites, List<DnsRecord> records)
    {
        foreach (var prerequisite in prerequisites.Where(entry => entry.Class is UpdateEntry.Any or UpdateEntry.None))
        {
            var isThere = records.Exists(record => record.Name.Equals(prerequisite.Name) && (prerequisite.Type == DnsType.ANY || record.Type == prerequisite.Type));
            var wanted = prerequisite.Class == UpdateEntry.Any;
            if (isThere != wanted) return (wanted, prerequisite.Type) switch { (true, DnsType.ANY) => NxDomain, (true, _) => NxRrSet, (false, DnsType.ANY) => YxDomain, _ => YxRrSet };
        }
        foreach (var wanted in prerequisites.Where(entry => entry.Class == UpdateEntry.Internet).GroupBy(entry => (entry.Name, entry.Type)))
        {
            var there = records.Where(record => record.Name.Equals(wanted.Key.Name) && record.Type == wanted.Key.Type).ToList();
            if (there.Count != wanted.Count() || !wanted.All(entry => entry.Record is { } one && there.Exists(record => DnsRecordOctets.SameData(record, one)))) return NxRrSet;
        }
        return null;
    }
}
