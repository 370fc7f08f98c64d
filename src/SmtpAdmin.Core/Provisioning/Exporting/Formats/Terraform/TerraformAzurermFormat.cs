using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary><c>azurerm_dns_txt_record</c> and its like: a resource a set, names relative to the zone. The provider cuts text after 254 octets by itself.</summary>
internal sealed class TerraformAzurermFormat : TerraformFormat
{
    /// <inheritdoc/>
    public override string Service => "Terraform's azurerm_dns records";

    /// <inheritdoc/>
    public override bool NeedsZone => true;

    /// <inheritdoc/>
    public override DnsExportTtl Ttl => AzureRules.Ttl;

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Name, string Description)> Variables { get; } = [("resource_group_name", "The resource group of the zone.")];

    /// <inheritdoc/>
    protected override IEnumerable<HclBlock> Resources(DnsExportBatch batch, DnsRecordSet set, TerraformNames names)
    {
        if (AzureRules.Problem(set) is { } problem) throw Refuse(set, problem, DnsRecordFault.TooLong);
        PlainName(set, set.Owner);
        var block = HclBlock.Of("resource", $"azurerm_dns_{DnsTypeText.Of(set.Type).ToLowerInvariant()}_record", names.Of(set))
            .With("name", HclText.Quote(batch.Relative(set.Owner)))
            .With("zone_name", HclText.Quote(PlainName(set, batch.Zone)))
            .With("resource_group_name", "var.resource_group_name")
            .With("ttl", Text(set.TtlSeconds!.Value));
        yield return set.Records[0] switch
        {
            CnameRecord cname => block.With("record", HclText.Quote(PlainName(set, cname.Target))),
            ARecord or AaaaRecord => block.With("records", HclText.List(set.Records.Select(record => record.DataText))),
            NsRecord => block.With("records", HclText.List(set.Records.Cast<NsRecord>().Select(record => PlainName(set, record.Host)))),
            PtrRecord => block.With("records", HclText.List(set.Records.Cast<PtrRecord>().Select(record => PlainName(set, record.Target)))),
            _ => set.Records.Aggregate(block, (whole, record) => whole.With(Record(set, record))),
        };
    }

    private HclBlock Record(DnsRecordSet set, DnsRecord record) => record switch
    {
        TxtRecord txt => HclBlock.Of("record").With("value", Value(set, PrintableText(set, txt))),
        MxRecord { IsNull: true } => throw Refuse(set, "Azure takes no null MX (RFC 7505)."),
        MxRecord mx => HclBlock.Of("record").With("preference", Text(mx.Preference)).With("exchange", HclText.Quote(PlainName(set, mx.Exchange))),
        SrvRecord srv => HclBlock.Of("record").With("priority", Text(srv.Priority)).With("weight", Text(srv.Weight)).With("port", Text(srv.Port)).With("target", HclText.Quote(PlainName(set, srv.Target))),
        CaaRecord { Tag: not ("issue" or "issuewild" or "iodef" or "contactemail") } => throw Refuse(set, "the provider knows the tags issue, issuewild, iodef and contactemail alone."),
        CaaRecord caa => HclBlock.Of("record").With("flags", Text(caa.Flags)).With("tag", HclText.Quote(caa.Tag)).With("value", Value(set, Printable(set, caa.Value.Span))),
        _ => throw RefuseType(set),
    };

    private string Value(DnsRecordSet set, string text) => text.Length > 0 ? HclText.Quote(text) : throw Refuse(set, "its text is empty, which it does not take.");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
