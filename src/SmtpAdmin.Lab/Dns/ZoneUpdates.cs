using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>Carries updates out as a primary server does (RFC 2136 section 3): all of a message, or nothing.</summary>
internal sealed class ZoneUpdates(LabZones zones)
{
    private const int NotAuth = 9;
    private const int NotZone = 10;

    private readonly object _lock = new();

    /// <summary>Carries one out.</summary>
    /// <param name="octets">The message, without its signature.</param>
    /// <param name="origin">The zone that it names.</param>
    /// <returns>The response code.</returns>
    public int Apply(ReadOnlySpan<byte> octets, DnsName origin)
    {
        if (UpdateMessage.Read(octets) is not { } message) return DnsRcode.FormatError;
        lock (_lock)
        {
            if (zones.Named(origin) is not { } zone) return NotAuth;
            if (message.Prerequisites.Concat(message.Updates).Any(entry => !entry.Name.IsWithin(origin))) return NotZone;
            var records = zone.Records.ToList();
            if (Prerequisites.Problem(message.Prerequisites, records) is { } rcode) return rcode;
            if (message.Updates.Count == 0) return DnsRcode.NoError; // only asked; the serial number stays (section 3.6)
            foreach (var update in message.Updates) Change(records, update);
            var soa = zone.Soa with { Serial = zone.Soa.Serial + 1 };
            zones.Replace(new LabZone(origin, [soa, .. records.Where(record => record is not SoaRecord)]));
            return DnsRcode.NoError;
        }
    }

    /// <summary>RFC 2136 section 3.4.2: what would be against the rules of a zone is passed over without a word.</summary>
    private static void Change(List<DnsRecord> records, UpdateEntry update)
    {
        if (update.Class == UpdateEntry.Any)
        {
            records.RemoveAll(record => record is not SoaRecord && record.Name.Equals(update.Name) && (update.Type == DnsType.ANY || record.Type == update.Type));
            return;
        }
        if (update.Record is not { } given) return;
        if (update.Class == UpdateEntry.None)
        {
            records.RemoveAll(record => record is not SoaRecord && record.Name.Equals(update.Name) && DnsRecordOctets.SameData(record, given));
            return;
        }
        var isAlias = given is CnameRecord;
        if (records.Exists(record => record.Name.Equals(given.Name) && record is CnameRecord != isAlias)) return;
        records.RemoveAll(record => record.Name.Equals(given.Name) && record.Type == given.Type && (isAlias || DnsRecordOctets.SameData(record, given)));
        records.Add(given);
    }
}
