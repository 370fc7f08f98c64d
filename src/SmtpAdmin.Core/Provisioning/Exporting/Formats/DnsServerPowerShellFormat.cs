using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// Commands for the DNS server of Windows, one a record. Names are relative to the zone, which is <c>@</c>. All arguments are constants in single
/// quotes. Records are added to what is there.
/// </summary>
internal sealed class DnsServerPowerShellFormat : DnsExportFormat
{
    /// <inheritdoc/>
    public override string Service => "the DNS server of Windows";

    /// <inheritdoc/>
    public override bool NeedsZone => true;

    /// <inheritdoc/>
    public override string Write(DnsExportBatch batch)
    {
        var text = new StringBuilder();
        foreach (var set in batch.Sets)
        {
            PlainName(set, set.Owner);
            foreach (var record in set.Records) text.Append(record is TxtRecord txt && DnsServerLongText.IsNeededFor(txt) ? LongText(batch, set, txt) : Command(batch, set, record)).Append('\n');
        }
        return text.ToString();
    }

    private string Command(DnsExportBatch batch, DnsRecordSet set, DnsRecord record)
    {
        var ttl = set.TimeToLive is { } time ? $" -TimeToLive {PowerShellText.Quote(time.ToString("c", CultureInfo.InvariantCulture))}" : "";
        return $"Add-DnsServerResourceRecord -ZoneName {PowerShellText.Quote(PlainName(set, batch.Zone))} -Name {PowerShellText.Quote(batch.Relative(set.Owner))}{ttl} {Parameters(set, record)}";
    }

    /// <summary>Of the parameter set of each type in the cmdlet's reference.</summary>
    private string Parameters(DnsRecordSet set, DnsRecord record) => record switch
    {
        ARecord a => $"-A -IPv4Address {PowerShellText.Quote(a.DataText)}",
        AaaaRecord aaaa => $"-AAAA -IPv6Address {PowerShellText.Quote(aaaa.DataText)}",
        CnameRecord cname => $"-CName -HostNameAlias {Host(set, cname.Target)}",
        NsRecord ns => $"-NS -NameServer {Host(set, ns.Host)}",
        PtrRecord ptr => $"-Ptr -PtrDomainName {Host(set, ptr.Target)}",
        MxRecord mx => string.Create(CultureInfo.InvariantCulture, $"-MX -MailExchange {Host(set, mx.Exchange)} -Preference {mx.Preference}"),
        SrvRecord srv => string.Create(CultureInfo.InvariantCulture, $"-Srv -DomainName {Host(set, srv.Target)} -Priority {srv.Priority} -Weight {srv.Weight} -Port {srv.Port}"),
        TxtRecord txt => $"-Txt -DescriptiveText {PowerShellText.Quote(Text(set, txt))}",
        TlsaRecord tlsa => DnsServerTlsa.Parameters(tlsa) ?? throw Refuse(set, "its numbers have no names there: usage 0 to 3, selector 0 or 1, matching type 0 to 2."),
        CaaRecord => Octets(record),
        UnknownRecord { Type: not (DnsType.DS or DnsType.DNSKEY or DnsType.RRSIG or DnsType.DNAME) } => Octets(record),
        _ => throw RefuseType(set),
    };

    private string Host(DnsRecordSet set, DnsName name) =>
        name.IsRoot ? throw Refuse(set, "the cmdlet does not take the root for a host.") : PowerShellText.Quote(AbsoluteName(set, name));

    private string Text(DnsRecordSet set, TxtRecord record) =>
        PrintableText(set, record) is { Length: > 0 } text ? text : throw Refuse(set, "its text is empty, which the cmdlet does not take.");

    /// <summary>What the server does not know by itself goes as octets, in hexadecimal (RFC 3597), from Windows Server 2016 on.</summary>
    private static string Octets(DnsRecord record) =>
        string.Create(CultureInfo.InvariantCulture, $"-Type {(ushort)record.Type} -RecordData {PowerShellText.Quote(Convert.ToHexString(DnsRecordOctets.Of(record)))}");

    private string LongText(DnsExportBatch batch, DnsRecordSet set, TxtRecord record)
    {
        var strings = record.Strings.Select(part => Printable(set, part.Span)).ToList();
        if (DnsServerLongText.Problem(strings) is { } problem) throw Refuse(set, problem);
        return DnsServerLongText.Command(PlainName(set, batch.Zone), batch.Relative(set.Owner), set.TtlSeconds, strings);
    }
}
