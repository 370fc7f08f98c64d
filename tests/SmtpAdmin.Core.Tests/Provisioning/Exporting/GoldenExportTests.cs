using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting;

public sealed class GoldenExportTests
{
    /// <summary>The formats, with the file that each writes of the same records and the rules that it shows.</summary>
    public static TheoryData<DnsRecordFormat, TerraformProvider?, string> Formats { get; } = new(
        Row(DnsRecordFormat.Bind, "bind.zone", "whole names, no $ORIGIN and no $TTL, a set's own time to live or none"),
        Row(DnsRecordFormat.DnsServerPowerShell, "dns-server.ps1", "relative names with @ for the zone; CAA as octets; dnscmd for text of several strings"),
        Row(DnsRecordFormat.Route53, "route53.json", "UPSERT of a set with TTL, text in quotes"),
        Row(DnsRecordFormat.CloudflareApi, "cloudflare.json", "a post a record, ttl 1 for automatic, priority apart, data in parts"),
        Row(DnsRecordFormat.AzureCli, "azure.sh", "create and add-record, options with =, single quotes"),
        Row(DnsRecordFormat.GoogleDns, "google.yaml", "a document a set, rrdatas as in a zone file"),
        Row(DnsRecordFormat.OctoDns, "octodns.yaml", "keys in natural order, '' for the zone, semicolons escaped, text in one piece"),
        Row(DnsRecordFormat.DnsControl, "dnscontrol.js", "D_EXTEND, TTL() where a set has one, CAA_CRITICAL"),
        Row(DnsRecordFormat.NsUpdate, "nsupdate.txt", "a set is deleted and added in one message"),
        Row(DnsRecordFormat.Json, "records.json", "the record sets as they are read again"),
        Row(DnsRecordFormat.Csv, "records.csv", "a record a line, RFC 4180"),
        Row(DnsRecordFormat.Terraform, "terraform-aws.tf", "strings joined by quotes, a variable for the zone", TerraformProvider.Aws),
        Row(DnsRecordFormat.Terraform, "terraform-cloudflare.tf", "a resource a record, data as an object", TerraformProvider.Cloudflare),
        Row(DnsRecordFormat.Terraform, "terraform-azurerm.tf", "a block a record, text in one piece", TerraformProvider.Azurerm),
        Row(DnsRecordFormat.Terraform, "terraform-google.tf", "rrdatas as in a zone file", TerraformProvider.Google));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_writes_every_type_as_its_service_reads_it(DnsRecordFormat format, TerraformProvider? provider, string file)
    {
        var sets = ExportRecords.Read(TestData.Text("export/records.zone"));
        if (provider == TerraformProvider.Azurerm) sets = [.. sets.Where(set => set.Type != DnsType.TLSA)]; // it has none
        var options = ExportRecords.Options(format, provider) with
        {
            ResourceGroup = format == DnsRecordFormat.AzureCli ? "mail-rg" : null,
            Server = format == DnsRecordFormat.NsUpdate ? "192.0.2.53" : null,
        };
        var export = DnsRecordExporter.Export(sets, options).Export!;

        Assert.Equal(TestData.Text($"export/{file}").ReplaceLineEndings("\n"), export.Text.ReplaceLineEndings("\n"));
        Assert.Equal((sets.Count, sets.Sum(set => set.Records.Count), "example.org"), (export.RecordSetCount, export.RecordCount, export.Zone));
    }

    private static TheoryDataRow<DnsRecordFormat, TerraformProvider?, string> Row(DnsRecordFormat format, string file, string rules, TerraformProvider? provider = null) =>
        new(format, provider, file) { TestDisplayName = $"{format}{provider}: {rules}" };
}
