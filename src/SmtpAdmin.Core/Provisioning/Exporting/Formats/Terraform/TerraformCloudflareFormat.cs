using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary><c>cloudflare_dns_record</c> of the provider's version 5: a resource a record.</summary>
internal sealed class TerraformCloudflareFormat : TerraformFormat
{
    /// <inheritdoc/>
    public override string Service => "Terraform's cloudflare_dns_record";

    /// <inheritdoc/>
    public override DnsExportTtl Ttl => CloudflareRules.Ttl;

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Name, string Description)> Variables { get; } = [("zone_id", "The id of the zone in Cloudflare.")];

    /// <inheritdoc/>
    protected override IEnumerable<HclBlock> Resources(DnsExportBatch batch, DnsRecordSet set, TerraformNames names)
    {
        if (CloudflareRules.Problem(set) is { } problem) throw Refuse(set, problem, DnsRecordFault.TooLong);
        return set.Records.Select(record => WithData(
            HclBlock.Of("resource", "cloudflare_dns_record", names.Of(set))
                .With("zone_id", "var.zone_id")
                .With("name", HclText.Quote(PlainName(set, set.Owner)))
                .With("type", HclText.Quote(DnsTypeText.Of(set.Type)))
                .With("ttl", Text(set.TtlSeconds!.Value)),
            set,
            record));
    }

    private HclBlock WithData(HclBlock block, DnsRecordSet set, DnsRecord record) => record switch
    {
        ARecord or AaaaRecord or TxtRecord => block.With("content", HclText.Quote(record.DataText)), // text: quoted strings of RFC 1035
        CnameRecord cname => block.With("content", Name(set, cname.Target)),
        NsRecord ns => block.With("content", Name(set, ns.Host)),
        PtrRecord ptr => block.With("content", Name(set, ptr.Target)),
        MxRecord mx => block.With("priority", Text(mx.Preference)).With("content", Name(set, mx.Exchange)),
        SrvRecord srv => block.With("priority", Text(srv.Priority))
            .WithObject("data", ("priority", Text(srv.Priority)), ("weight", Text(srv.Weight)), ("port", Text(srv.Port)), ("target", Name(set, srv.Target))),
        CaaRecord caa => block.WithObject("data", ("flags", Text(caa.Flags)), ("tag", HclText.Quote(caa.Tag)), ("value", HclText.Quote(Printable(set, caa.Value.Span)))),
        TlsaRecord tlsa => block.WithObject(
            "data", ("usage", Text(tlsa.Usage)), ("selector", Text(tlsa.Selector)), ("matching_type", Text(tlsa.MatchingType)), ("certificate", HclText.Quote(Convert.ToHexString(tlsa.Association.Span)))),
        _ => throw RefuseType(set),
    };

    private string Name(DnsRecordSet set, DnsName name) => HclText.Quote(PlainName(set, name));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
