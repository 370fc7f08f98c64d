using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// <c>aws_route53_record</c>: a resource a set. The provider itself puts the quotes around text; what stands between two strings is written
/// (its page on the argument <c>records</c>).
/// </summary>
internal sealed class TerraformAwsFormat : TerraformFormat
{
    /// <inheritdoc/>
    public override string Service => "Terraform's aws_route53_record";

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Name, string Description)> Variables { get; } = [("zone_id", "The id of the hosted zone in Route 53.")];

    /// <inheritdoc/>
    protected override IEnumerable<HclBlock> Resources(DnsExportBatch batch, DnsRecordSet set, TerraformNames names)
    {
        if (Route53Rules.Problem(set) is { } problem) throw Refuse(set, problem);
        yield return HclBlock.Of("resource", "aws_route53_record", names.Of(set))
            .With("zone_id", "var.zone_id")
            .With("name", HclText.Quote(PlainName(set, set.Owner)))
            .With("type", HclText.Quote(DnsTypeText.Of(set.Type)))
            .With("ttl", string.Create(CultureInfo.InvariantCulture, $"{set.TtlSeconds}"))
            .With("records", HclText.List(set.Records.Select(record => Value(set, record))));
    }

    private string Value(DnsRecordSet set, DnsRecord record) =>
        record is TxtRecord txt ? string.Join("\"\"", txt.Strings.Select(part => Route53Text.Inside(part.Span))) : Route53Values.Of(record) ?? throw RefuseType(set);
}
