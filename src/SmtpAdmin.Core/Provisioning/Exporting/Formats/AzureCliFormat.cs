using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// A script for a POSIX shell. Each set is made anew, which empties one that is there, and filled record by record. Without a resource group the
/// script takes it from the variable RESOURCE_GROUP.
/// </summary>
internal sealed class AzureCliFormat : DnsExportFormat
{
    /// <inheritdoc/>
    public override string Service => "Azure DNS";

    /// <inheritdoc/>
    public override bool NeedsZone => true;

    /// <inheritdoc/>
    public override DnsExportTtl Ttl => AzureRules.Ttl;

    /// <inheritdoc/>
    public override string Write(DnsExportBatch batch)
    {
        var text = new StringBuilder("#!/bin/sh\nset -eu\n");
        if (batch.Options.ResourceGroup is null) text.Append(": \"${RESOURCE_GROUP:?Set RESOURCE_GROUP to the resource group of the zone.}\"\n");
        foreach (var set in batch.Sets) Write(text, batch, set);
        return text.ToString();
    }

    private void Write(StringBuilder text, DnsExportBatch batch, DnsRecordSet set)
    {
        if (AzureRules.Problem(set) is { } problem) throw Refuse(set, problem, DnsRecordFault.TooLong);
        PlainName(set, set.Owner);
        var type = DnsTypeText.Of(set.Type).ToLowerInvariant();
        var group = batch.Options.ResourceGroup is { } given ? ShellText.Quote(given) : "\"$RESOURCE_GROUP\"";
        var name = ShellText.Quote(batch.Relative(set.Owner));
        var zone = $"--resource-group={group} --zone-name={ShellText.Quote(PlainName(set, batch.Zone))}";
        text.Append(CultureInfo.InvariantCulture, $"az network dns record-set {type} create {zone} --name={name} --ttl={set.TtlSeconds}\n");
        foreach (var record in set.Records)
        {
            var verb = record is CnameRecord ? "set-record" : "add-record";
            text.Append(CultureInfo.InvariantCulture, $"az network dns record-set {type} {verb} {zone} --record-set-name={name}");
            if (TakesTtl(record)) text.Append(CultureInfo.InvariantCulture, $" --ttl={set.TtlSeconds}");
            foreach (var (option, value) in Arguments(set, record)) text.Append(CultureInfo.InvariantCulture, $" {option}={Quote(set, value)}");
            text.Append('\n');
        }
    }

    /// <summary>With each record az sets the time to live of the whole set again, to 3600 seconds unless told otherwise; for these two it leaves it, and has no option.</summary>
    private static bool TakesTtl(DnsRecord record) => record is not (SrvRecord or TxtRecord);

    /// <summary>Of the reference of <c>az network dns record-set</c>, type by type.</summary>
    private (string Option, string Value)[] Arguments(DnsRecordSet set, DnsRecord record) => record switch
    {
        ARecord a => [("--ipv4-address", a.DataText)],
        AaaaRecord aaaa => [("--ipv6-address", aaaa.DataText)],
        CnameRecord cname => [("--cname", PlainName(set, cname.Target))],
        NsRecord ns => [("--nsdname", PlainName(set, ns.Host))],
        PtrRecord ptr => [("--ptrdname", PlainName(set, ptr.Target))],
        MxRecord { IsNull: true } => throw Refuse(set, "it takes no null MX (RFC 7505)."),
        MxRecord mx => [("--exchange", PlainName(set, mx.Exchange)), ("--preference", Text(mx.Preference))],
        SrvRecord srv => [("--priority", Text(srv.Priority)), ("--weight", Text(srv.Weight)), ("--port", Text(srv.Port)), ("--target", PlainName(set, srv.Target))],
        CaaRecord caa => [("--flags", Text(caa.Flags)), ("--tag", caa.Tag), ("--value", Printable(set, caa.Value.Span))],
        TlsaRecord tlsa =>
        [
            ("--certificate-usage", Text(tlsa.Usage)), ("--selector", Text(tlsa.Selector)), ("--matching-type", Text(tlsa.MatchingType)), ("--certificate-data", Convert.ToHexString(tlsa.Association.Span)),
        ],
        TxtRecord txt => [("--value", PrintableText(set, txt))], // az itself cuts it after 255 octets
        _ => throw RefuseType(set),
    };

    /// <summary>
    /// az takes the value of an option that begins with '@' for the name of a file, and sends what is in it; '@' alone is itself. Behind '=' it is
    /// a value whatever it begins with, and never another option.
    /// </summary>
    private string Quote(DnsRecordSet set, string value)
    {
        if (value.Length == 0) throw Refuse(set, "its text is empty, which it does not take.");
        return value.StartsWith('@') && value.Length > 1 ? throw Refuse(set, "its text begins with '@', which az takes for the name of a file to be read.") : ShellText.Quote(value);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
