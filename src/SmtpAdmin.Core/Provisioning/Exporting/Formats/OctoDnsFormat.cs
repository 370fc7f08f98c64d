using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// A zone for octoDNS's YamlProvider: names relative to it, the zone itself as '', a list of types for each. All keys are in the natural order
/// that octoDNS insists on. A time to live that is left out is what octoDNS takes by itself.
/// </summary>
internal sealed class OctoDnsFormat : DnsExportFormat
{
    /// <inheritdoc/>
    public override string Service => "octoDNS";

    /// <inheritdoc/>
    public override bool NeedsZone => true;

    /// <inheritdoc/>
    public override string Write(DnsExportBatch batch)
    {
        var text = new StringBuilder("---\n");
        foreach (var name in batch.Sets.GroupBy(set => set.Owner).OrderBy(sets => batch.Relative(sets.Key, apex: ""), NaturalOrder.Instance))
        {
            PlainName(name.First(), name.Key);
            text.Append(CultureInfo.InvariantCulture, $"{YamlText.Quote(batch.Relative(name.Key, apex: ""))}:\n");
            foreach (var set in name)
            {
                if (set.Type == DnsType.SRV && !OctoDnsNames.IsService(batch.Relative(set.Owner))) throw Refuse(set, "its name has to begin with a service and a protocol, such as _submission._tcp, within the zone.");
                Write(text, set);
            }
        }
        return text.ToString();
    }

    private void Write(StringBuilder text, DnsRecordSet set)
    {
        text.Append("  - ");
        if (set.TtlSeconds is { } seconds) text.Append(CultureInfo.InvariantCulture, $"ttl: {seconds}\n    ");
        text.Append(CultureInfo.InvariantCulture, $"type: {DnsTypeText.Of(set.Type)}\n");
        if (set.Records is [CnameRecord cname])
        {
            text.Append(CultureInfo.InvariantCulture, $"    value: {Name(set, cname.Target)}\n"); // there is one alone
            return;
        }
        text.Append("    values:\n");
        foreach (var record in set.Records) text.Append(CultureInfo.InvariantCulture, $"      - {Value(set, record)}\n");
    }

    /// <summary>Of octoDNS's pages on record types; a mapping's keys are in order.</summary>
    private string Value(DnsRecordSet set, DnsRecord record) => record switch
    {
        ARecord or AaaaRecord => YamlText.Quote(record.DataText),
        NsRecord ns => Name(set, ns.Host),
        PtrRecord ptr => Name(set, ptr.Target),
        MxRecord mx => Map(("exchange", Name(set, mx.Exchange)), ("preference", Text(mx.Preference))),
        SrvRecord srv => Map(("port", Text(srv.Port)), ("priority", Text(srv.Priority)), ("target", Name(set, srv.Target)), ("weight", Text(srv.Weight))),
        CaaRecord caa => Map(("flags", Text(caa.Flags)), ("tag", YamlText.Quote(caa.Tag)), ("value", YamlText.Quote(OctoDnsText.Bare(Printable(set, caa.Value.Span)) ?? throw Refuse(set, OctoDnsText.NoNotation)))),
        TlsaRecord { Usage: <= 3, Selector: <= 1, MatchingType: <= 2 } tlsa => Map(
            ("certificate_association_data", YamlText.Quote(Convert.ToHexString(tlsa.Association.Span))),
            ("certificate_usage", Text(tlsa.Usage)),
            ("matching_type", Text(tlsa.MatchingType)),
            ("selector", Text(tlsa.Selector))),
        TlsaRecord => throw Refuse(set, "it takes usage 0 to 3, selector 0 or 1 and matching type 0 to 2 alone."),
        TxtRecord txt => YamlText.Quote(OctoDnsText.Of(PrintableText(set, txt)) ?? throw Refuse(set, OctoDnsText.NoNotation)),
        _ => throw RefuseType(set),
    };

    private string Name(DnsRecordSet set, DnsName name) => OctoDnsNames.IsTarget(name, set.Type)
        ? YamlText.Quote(AbsoluteName(set, name))
        : throw Refuse(set, $"it takes no name such as {name.ToAbsoluteString()} there: two labels or more of letters, digits, underscores and hyphens, no hyphen first or last.");

    private static string Map(params (string Key, string Value)[] entries) => string.Join("\n        ", entries.Select(entry => $"{entry.Key}: {entry.Value}"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
