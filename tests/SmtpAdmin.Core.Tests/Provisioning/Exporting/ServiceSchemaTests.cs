using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting;

/// <summary>The forms held against what the services publish of them: schemas, commands, arguments, told in our own words in the folder Services, each with its source.</summary>
public sealed class ServiceSchemaTests
{
    private static readonly string OwnSchema = Encoding.UTF8.GetString(RepositoryFiles.Read("docs", "dns-records.schema.json"));

    public static TheoryData<DnsRecordFormat, TerraformProvider?> Forms { get; } = new()
    {
        { DnsRecordFormat.Route53, null },
        { DnsRecordFormat.CloudflareApi, null },
        { DnsRecordFormat.AzureCli, null },
        { DnsRecordFormat.GoogleDns, null },
        { DnsRecordFormat.OctoDns, null },
        { DnsRecordFormat.DnsControl, null },
        { DnsRecordFormat.Json, null },
        { DnsRecordFormat.Terraform, TerraformProvider.Aws },
        { DnsRecordFormat.Terraform, TerraformProvider.Cloudflare },
        { DnsRecordFormat.Terraform, TerraformProvider.Azurerm },
        { DnsRecordFormat.Terraform, TerraformProvider.Google },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_type_is_written_as_the_service_publishes_it(DnsRecordFormat format, TerraformProvider? provider)
    {
        Assert.Empty(Problems(format, Export(format, provider, seconds: null)));
        Assert.Empty(Problems(format, Export(format, provider, seconds: 300)));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Whatever_a_text_holds_the_form_is_what_the_service_publishes(DnsRecordFormat format, TerraformProvider? provider)
    {
        var isTold = false;
        Prop.ForAll(ExportRecords.HostileText.ToArbitrary(), text =>
        {
            if (text.Length > 1000 || ExportRecords.TryExport(ExportRecords.Options(format, provider), ExportRecords.Text(text, ttl: 300)).Export is not { } export) return;
            Assert.Empty(Problems(format, export.Text));
            isTold = true;
        }).QuickCheckThrowOnFailure();
        Assert.True(isTold);
    }

    /// <summary>Names that the wire holds, and that a service refuses, or takes for something else: they are refused here, and what is taken is what the service takes.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void Whatever_a_name_holds_the_form_is_what_the_service_publishes(DnsRecordFormat format, TerraformProvider? provider)
    {
        string[] labels = ["*", "*a", "a*", "-a", "a-", "_a", "1", "0/25", "a_b", "_25._tcp", "_sip", "a.example.org", "@"];
        string[] types = ["A 192.0.2.1", "NS {0}", "CNAME {0}", "PTR {0}", "MX 0 {0}", "SRV 1 2 3 {0}", "TLSA 3 1 1 00", "CAA 0 issue \"a\""];
        string[] targets = ["a.example.net.", ".", "single.", "*.example.net.", "-a.example.net.", "a-.example.net.", "1.0/25.2.0.192.in-addr.arpa.", "0/25.example.net."];
        var taken = 0;
        foreach (var (label, type, target) in from label in labels from type in types from target in targets select (label, type, target))
        {
            var line = $"{label}.example.org. 300 IN {string.Format(System.Globalization.CultureInfo.InvariantCulture, type, target)}";
            if (ExportRecords.TryExport(ExportRecords.Options(format, provider), [.. ExportRecords.Read(line)]).Export is not { } export) continue;
            Assert.True(Problems(format, export.Text) is { Count: 0 }, $"{line}: {string.Join(' ', Problems(format, export.Text))}");
            taken++;
        }
        Assert.InRange(taken, 50, labels.Length * types.Length * targets.Length);
    }

    [Theory]
    [InlineData(DnsRecordFormat.Route53, null, "\"UPSERT\"", "\"REPLACE\"")]
    [InlineData(DnsRecordFormat.Route53, null, "\"TTL\": 300,", "")]
    [InlineData(DnsRecordFormat.Route53, null, "\"TTL\": 300", "\"TTL\": \"300\"")]
    [InlineData(DnsRecordFormat.Route53, null, "\"Type\": \"TLSA\"", "\"Type\": \"TYPE52\"")]
    [InlineData(DnsRecordFormat.Route53, null, "\"Name\": \"sub.example.org.\"", "\"Name\": \"*.example.org.\"")]
    [InlineData(DnsRecordFormat.Route53, null, "\"Name\": \"*.lists", "\"Name\": \"*lists")]
    [InlineData(DnsRecordFormat.CloudflareApi, null, "\"posts\"", "\"records\"")]
    [InlineData(DnsRecordFormat.CloudflareApi, null, "\"ttl\": 300", "\"ttl\": 30")]
    [InlineData(DnsRecordFormat.CloudflareApi, null, "\"priority\": 10,", "")]
    [InlineData(DnsRecordFormat.CloudflareApi, null, "\"weight\": 2,", "")]
    [InlineData(DnsRecordFormat.CloudflareApi, null, "\"type\": \"SRV\",", "\"type\": \"SRV\", \"priority\": 1,")]
    [InlineData(DnsRecordFormat.CloudflareApi, null, "\"type\": \"A\",", "\"type\": \"A\", \"data\": {},")]
    [InlineData(DnsRecordFormat.CloudflareApi, null, "\"\\\"v=DMARC1; p=reject; rua=mailto:d@example.org\\\"\"", "\"v=DMARC1\"")]
    [InlineData(DnsRecordFormat.CloudflareApi, null, "\"matching_type\"", "\"matchingType\"")]
    [InlineData(DnsRecordFormat.GoogleDns, null, "kind: dns#resourceRecordSet", "kind: dns#change")]
    [InlineData(DnsRecordFormat.GoogleDns, null, "name: \"_dmarc.example.org.\"", "name: \"_dmarc.example.org\"")]
    [InlineData(DnsRecordFormat.GoogleDns, null, "ttl: 300", "ttl: \"300\"")]
    [InlineData(DnsRecordFormat.GoogleDns, null, "rrdatas:", "values:")]
    [InlineData(DnsRecordFormat.OctoDns, null, "v=DMARC1\\\\;", "v=DMARC1;")]
    [InlineData(DnsRecordFormat.OctoDns, null, "\"k1.esp.example.net.\"", "\"k1.esp.example.net\"")]
    [InlineData(DnsRecordFormat.OctoDns, null, "certificate_usage: 3", "certificate_usage: 4")]
    [InlineData(DnsRecordFormat.OctoDns, null, "\"_submission._tcp\":", "\"submission\":")]
    [InlineData(DnsRecordFormat.OctoDns, null, "preference: 10", "priority: 10")]
    [InlineData(DnsRecordFormat.OctoDns, null, "\"\":", "\"@\":")]
    [InlineData(DnsRecordFormat.DnsControl, null, "CAA_CRITICAL", "CAA_CRITICAL(1)")]
    [InlineData(DnsRecordFormat.DnsControl, null, "\"issue\"", "\"other\"")]
    [InlineData(DnsRecordFormat.DnsControl, null, "TTL(300)", "TTL(0)")]
    [InlineData(DnsRecordFormat.DnsControl, null, "\"mx1.example.org.\"", "\"mx1.example.org\"")]
    [InlineData(DnsRecordFormat.DnsControl, null, "SRV(\"_submission._tcp\", 1,", "SRV(\"_submission._tcp\",")]
    [InlineData(DnsRecordFormat.DnsControl, null, "NS(\"sub\"", "NS(\"@\"")]
    [InlineData(DnsRecordFormat.DnsControl, null, "A(\"k10._domainkey\"", "A(\"k10.example.org\"")]
    [InlineData(DnsRecordFormat.DnsControl, null, "3, 1, 1, \"0D", "4, 1, 1, \"0D")]
    [InlineData(DnsRecordFormat.AzureCli, null, "--nsdname=", "--dname=")]
    [InlineData(DnsRecordFormat.AzureCli, null, "cname set-record", "cname add-record")]
    [InlineData(DnsRecordFormat.AzureCli, null, " --certificate-data=", " --certificate=")]
    [InlineData(DnsRecordFormat.AzureCli, null, "--ttl=3600", "--ttl=1h")]
    [InlineData(DnsRecordFormat.AzureCli, null, "--name='k10._domainkey' --ttl=3600", "--name='k10._domainkey' --ttl=60")]
    [InlineData(DnsRecordFormat.AzureCli, null, "--value='v=spf1", "--ttl=300 --value='v=spf1")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Aws, "records = [\"192.0.2.10\"]", "record = \"192.0.2.10\"")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Aws, "ttl     = 300", "ttl     = \"300\"")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Aws, "a_k10__domainkey_example_org", "a_wildcard_lists_example_org")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Aws, "\"TLSA\"", "\"TYPE52\"")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Cloudflare, "cloudflare_dns_record", "cloudflare_record")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Cloudflare, "content = \"192.0.2.10\"", "value = \"192.0.2.10\"")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Cloudflare, "priority = 10\n", "")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Cloudflare, "ttl     = 300", "ttl     = 30")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Cloudflare, "matching_type = 1", "matching = 1")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Azurerm, "record {", "records {")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Azurerm, "\"iodef\"", "\"issuemail\"")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Azurerm, "exchange   = \"mx1.example.org\"\n", "")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Google, "\"_dmarc.example.org.\"", "\"_dmarc.example.org\"")]
    [InlineData(DnsRecordFormat.Terraform, TerraformProvider.Google, "rrdatas      = [\"192.0.2.10\"]\n", "")]
    [InlineData(DnsRecordFormat.Json, null, "\"TtlSeconds\":300", "\"TtlSeconds\":-1")]
    [InlineData(DnsRecordFormat.Json, null, "\"Type\":\"MX\"", "\"Type\":\"mx\"")]
    [InlineData(DnsRecordFormat.Json, null, "\"Data\":[\"192.0.2.10\"]", "\"Data\":[]")]
    [InlineData(DnsRecordFormat.Json, null, "\"Name\":", "\"Owner\":")]
    public void What_a_service_would_refuse_is_told(DnsRecordFormat format, TerraformProvider? provider, string piece, string other)
    {
        var text = Export(format, provider, seconds: null);
        Assert.Contains(piece, text, StringComparison.Ordinal);
        Assert.NotEmpty(Problems(format, text.Replace(piece, other, StringComparison.Ordinal)));
    }

    /// <summary>The records of every type; with a time to live, in each set that has none of its own.</summary>
    private static string Export(DnsRecordFormat format, TerraformProvider? provider, int? seconds)
    {
        var sets = ExportRecords.Read(TestData.Text("export/records.zone"));
        if (provider == TerraformProvider.Azurerm) sets = [.. sets.Where(set => set.Type != DnsType.TLSA)]; // it has none
        return ExportRecords.Export(ExportRecords.Options(format, provider) with { TimeToLive = seconds is { } given ? TimeSpan.FromSeconds(given) : null }, [.. sets]);
    }

    private static IReadOnlyList<string> Problems(DnsRecordFormat format, string text) => format switch
    {
        DnsRecordFormat.Route53 => Route53Service.Problems(text),
        DnsRecordFormat.CloudflareApi => CloudflareService.Problems(text),
        DnsRecordFormat.AzureCli => AzureService.Problems(text),
        DnsRecordFormat.GoogleDns => GoogleDnsService.Problems(text),
        DnsRecordFormat.OctoDns => OctoDnsService.Problems(text),
        DnsRecordFormat.DnsControl => DnsControlService.Problems(text),
        DnsRecordFormat.Terraform => TerraformService.Problems(text),
        _ => SchemaText.Problems(OwnSchema, text),
    };
}
