using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// JavaScript for DNSControl's dnsconfig.js. DNSControl takes away what a domain's D() does not list, so the records are added to the domain with D_EXTEND(),
/// to stand behind its D(): by themselves they would be the whole zone. Text is what it says; DNSControl quotes and cuts it.
/// </summary>
internal sealed class DnsControlFormat : DnsExportFormat
{
    private const byte Critical = 128; // RFC 8659 section 4.1

    private static readonly string[] CaaTags = ["issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"]; // models/t_caa.go

    /// <inheritdoc/>
    public override string Service => "DNSControl";

    /// <inheritdoc/>
    public override bool NeedsZone => true;

    /// <summary>One second or more: of none it makes its default.</summary>
    public override DnsExportTtl Ttl { get; } = DnsExportTtl.Optional with { Least = 1 };

    /// <inheritdoc/>
    public override string Write(DnsExportBatch batch)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"D_EXTEND({JavaScriptText.Quote(PlainName(batch.Sets[0], batch.Zone))}");
        foreach (var set in batch.Sets)
        {
            PlainName(set, set.Owner);
            var ttl = set.TtlSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", TTL({seconds})") : "";
            var label = batch.Relative(set.Owner);
            var repeats = $".{label}".EndsWith($".{batch.Zone}", StringComparison.OrdinalIgnoreCase) ? ", DISABLE_REPEATED_DOMAIN_CHECK" : ""; // it is taken for an error otherwise
            foreach (var record in set.Records)
                text.Append(CultureInfo.InvariantCulture, $",\n    {DnsTypeText.Of(set.Type)}({JavaScriptText.Quote(label)}, {Arguments(batch, set, record)}{ttl}{repeats})");
        }
        return text.Append("\n);\n").ToString();
    }

    /// <summary>Of DNSControl's language reference, "Domain modifiers".</summary>
    private string Arguments(DnsExportBatch batch, DnsRecordSet set, DnsRecord record) => record switch
    {
        ARecord or AaaaRecord => JavaScriptText.Quote(record.DataText),
        CnameRecord cname => Name(set, cname.Target),
        PtrRecord ptr => Name(set, ptr.Target),
        NsRecord ns => set.Owner.Equals(batch.Zone) ? throw Refuse(set, "the name servers of the domain itself are not records there: write NAMESERVER() in its D().") : Name(set, ns.Host),
        MxRecord mx => string.Create(CultureInfo.InvariantCulture, $"{mx.Preference}, {Name(set, mx.Exchange)}"),
        SrvRecord srv => string.Create(CultureInfo.InvariantCulture, $"{srv.Priority}, {srv.Weight}, {srv.Port}, {Name(set, srv.Target)}"),
        TlsaRecord { Usage: <= 3, Selector: <= 1, MatchingType: <= 2 } tlsa => string.Create(CultureInfo.InvariantCulture, $"{tlsa.Usage}, {tlsa.Selector}, {tlsa.MatchingType}, {JavaScriptText.Quote(Convert.ToHexString(tlsa.Association.Span))}"),
        TlsaRecord => throw Refuse(set, "it takes usage 0 to 3, selector 0 or 1 and matching type 0 to 2 alone."),
        CaaRecord caa => Caa(set, caa),
        TxtRecord txt => Text(set, txt),
        _ => throw RefuseType(set),
    };

    /// <summary>As pkg/normalize/validate.go has targets: no asterisk, and a slash in reverse zones alone (RFC 2317).</summary>
    private string Name(DnsRecordSet set, DnsName name)
    {
        var text = AbsoluteName(set, name);
        return !text.Contains('*', StringComparison.Ordinal) && (!text.Contains('/', StringComparison.Ordinal) || text.EndsWith(".in-addr.arpa.", StringComparison.Ordinal))
            ? JavaScriptText.Quote(text)
            : throw Refuse(set, $"it takes no name such as {text} there.");
    }

    private string Caa(DnsRecordSet set, CaaRecord record)
    {
        if (record.Flags is not (0 or Critical)) throw Refuse(set, "its flags are others than 0 and 128, which has no notation there.");
        if (!CaaTags.Contains(record.Tag)) throw Refuse(set, $"it knows the tags {string.Join(", ", CaaTags)} alone.");
        return $"{JavaScriptText.Quote(record.Tag)}, {JavaScriptText.Quote(Printable(set, record.Value.Span))}{(record.Flags == Critical ? ", CAA_CRITICAL" : "")}";
    }

    private string Text(DnsRecordSet set, TxtRecord record)
    {
        var strings = record.Strings.Select(part => JavaScriptText.Quote(Printable(set, part.Span))).ToList();
        return strings.Count == 1 ? strings[0] : $"[{string.Join(", ", strings)}]";
    }
}
