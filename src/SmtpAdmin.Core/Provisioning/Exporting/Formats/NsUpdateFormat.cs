using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// Commands for nsupdate. Each set takes the place of what the zone has of its name and type (RFC 2136 section 2.5.2). What goes out with one
/// <c>send</c> is done whole or not at all (section 3.4.2.7); there are several only where one message could not hold it.
/// </summary>
internal sealed class NsUpdateFormat : DnsExportFormat
{
    private const int MessageRoom = 60_000; // octets of updates; the rest of 65,535 is for the head, the zone and a signature
    private const int RecordHead = 10; // type, class, time to live, length (RFC 1035 section 3.2.1)

    /// <inheritdoc/>
    public override string Service => "nsupdate";

    /// <inheritdoc/>
    public override DnsExportTtl Ttl => DnsExportTtl.Needed;

    /// <inheritdoc/>
    public override string Write(DnsExportBatch batch)
    {
        var text = new StringBuilder();
        if (batch.Options.Server is { } server && NsUpdateServer.TryRead(server, out var words, out _)) text.Append(CultureInfo.InvariantCulture, $"server {words}\n");
        if (batch.Sets.Any(NsUpdateHostNames.AreStrangeIn)) text.Append(NsUpdateHostNames.Command);
        var used = 0;
        foreach (var set in batch.Sets)
        {
            var size = SizeOf(set);
            if (size > MessageRoom) throw Refuse(set, "the set is longer than an update message (RFC 1035 section 4.2.2).", DnsRecordFault.TooLong);
            if (used == 0 || used + size > MessageRoom) // the zone holds for one message only
            {
                if (used > 0) text.Append("send\n");
                if (batch.Options.Zone is { } zone) text.Append(CultureInfo.InvariantCulture, $"zone {zone.ToAbsoluteString()}\n");
                used = 0;
            }
            used += size;
            text.Append(CultureInfo.InvariantCulture, $"update delete {set.Owner.ToAbsoluteString()} {DnsTypeText.Of(set.Type)}\n");
            foreach (var record in set.Records) text.Append(CultureInfo.InvariantCulture, $"update add {set.Owner.ToAbsoluteString()} {set.TtlSeconds} {DnsTypeText.Of(set.Type)} {record.DataText}\n");
        }
        return text.Append("send\n").ToString();
    }

    private static int SizeOf(DnsRecordSet set)
    {
        var head = set.Owner.Wire.Length + RecordHead;
        return head + set.Records.Sum(record => head + DnsRecordOctets.Of(record).Length);
    }
}
