using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary><c>google_dns_record_set</c>: a resource a set, names with a dot at the end, text in the quotes of a zone file.</summary>
internal sealed class TerraformGoogleFormat : TerraformFormat
{
    /// <inheritdoc/>
    public override string Service => "Terraform's google_dns_record_set";

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Name, string Description)> Variables { get; } = [("managed_zone", "The name of the managed zone in Cloud DNS.")];

    /// <inheritdoc/>
    protected override IEnumerable<HclBlock> Resources(DnsExportBatch batch, DnsRecordSet set, TerraformNames names)
    {
        yield return HclBlock.Of("resource", "google_dns_record_set", names.Of(set))
            .With("managed_zone", "var.managed_zone")
            .With("name", HclText.Quote(AbsoluteName(set, set.Owner)))
            .With("type", HclText.Quote(DnsTypeText.Of(set.Type)))
            .With("ttl", string.Create(CultureInfo.InvariantCulture, $"{set.TtlSeconds}"))
            .With("rrdatas", HclText.List(set.Records.Select(record => GoogleDnsValues.Of(record) ?? throw RefuseType(set))));
    }
}
