using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting;

public sealed class DnsRecordExporterTests
{
    [Theory]
    [InlineData(DnsRecordFormat.DnsServerPowerShell)]
    [InlineData(DnsRecordFormat.AzureCli)]
    [InlineData(DnsRecordFormat.OctoDns)]
    [InlineData(DnsRecordFormat.DnsControl)]
    [InlineData(DnsRecordFormat.Terraform)]
    public void A_format_with_relative_names_needs_the_zone(DnsRecordFormat format)
    {
        var options = ExportRecords.Options(format, format == DnsRecordFormat.Terraform ? TerraformProvider.Azurerm : null) with { Zone = null };
        var refusal = Assert.Single(ExportRecords.TryExport(options, ExportRecords.Text("v=spf1 -all")).Refusals);
        Assert.Equal(DnsRecordFault.NoZone, refusal.Fault);
        Assert.Contains("-Zone", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DnsRecordFormat.Terraform, null, null, null, "Name yours with -Provider: Aws, Cloudflare, Azurerm, Google")]
    [InlineData(DnsRecordFormat.Bind, TerraformProvider.Aws, null, null, "-Provider is of Terraform")]
    [InlineData(DnsRecordFormat.Bind, null, "mail", null, "-ResourceGroup is of AzureCli")]
    [InlineData(DnsRecordFormat.AzureCli, null, "a'b", null, "is no name of a resource group")]
    [InlineData(DnsRecordFormat.AzureCli, null, "$(id)", null, "is no name of a resource group")]
    [InlineData(DnsRecordFormat.AzureCli, null, "mail.", null, "is no name of a resource group")]
    [InlineData(DnsRecordFormat.Bind, null, null, "192.0.2.1", "-Server is of NsUpdate")]
    [InlineData(DnsRecordFormat.NsUpdate, null, null, "ns1\nzone evil.example", "is no server")]
    [InlineData(DnsRecordFormat.NsUpdate, null, null, "ns1.example.org:0", "is no server")]
    [InlineData(DnsRecordFormat.NsUpdate, null, null, "a b", "is no server")]
    public void Options_that_do_not_go_together_are_refused(DnsRecordFormat format, TerraformProvider? provider, string? group, string? server, string reason)
    {
        var options = ExportRecords.Options(format, provider) with { ResourceGroup = group, Server = server };
        var refusal = Assert.Single(ExportRecords.TryExport(options, ExportRecords.Text("v=spf1 -all")).Refusals);
        Assert.Equal(DnsRecordFault.BadOption, refusal.Fault);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.53", "server 192.0.2.53 53")]
    [InlineData("[2001:db8::53]:5353", "server 2001:db8::53 5353")]
    [InlineData("ns1.example.org", "server ns1.example.org 53")]
    [InlineData("ns1.example.org:5353", "server ns1.example.org 5353")]
    public void Nsupdate_is_told_its_server(string server, string line) =>
        Assert.StartsWith($"{line}\nzone ", ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.NsUpdate) with { Server = server }, ExportRecords.Text("a")), StringComparison.Ordinal);

    [Theory]
    [InlineData(DnsRecordFormat.Bind, "t.example.org. IN TXT \"a\"\n")]
    [InlineData(DnsRecordFormat.Json, """[{"Name":"t.example.org","Type":"TXT","TtlSeconds":null,"Data":["\"a\""]}]""" + "\n")]
    [InlineData(DnsRecordFormat.OctoDns, "---\n\"t\":\n  - type: TXT\n    values:\n      - \"a\"\n")]
    [InlineData(DnsRecordFormat.DnsControl, "D_EXTEND(\"example.org\",\n    TXT(\"t\", \"a\")\n);\n")]
    [InlineData(DnsRecordFormat.DnsServerPowerShell, "Add-DnsServerResourceRecord -ZoneName 'example.org' -Name 't' -Txt -DescriptiveText 'a'\n")]
    public void A_time_to_live_is_left_out_where_it_may_be(DnsRecordFormat format, string text) =>
        Assert.Equal(text, ExportRecords.Export(ExportRecords.Options(format), ExportRecords.Text("a")));

    [Theory]
    [InlineData(DnsRecordFormat.Route53, null, "\"TTL\": 3600")]
    [InlineData(DnsRecordFormat.GoogleDns, null, "ttl: 3600")]
    [InlineData(DnsRecordFormat.AzureCli, null, "--ttl=3600")]
    [InlineData(DnsRecordFormat.NsUpdate, null, " 3600 TXT ")]
    [InlineData(DnsRecordFormat.CloudflareApi, null, "\"ttl\": 1,")]
    [InlineData(DnsRecordFormat.Bind, 300, " 300 IN TXT")]
    [InlineData(DnsRecordFormat.Route53, 300, "\"TTL\": 300")]
    [InlineData(DnsRecordFormat.CloudflareApi, 300, "\"ttl\": 300")]
    public void A_set_without_a_time_to_live_gets_the_one_given_or_what_the_format_needs(DnsRecordFormat format, int? seconds, string expected)
    {
        var options = ExportRecords.Options(format) with { TimeToLive = seconds is { } given ? TimeSpan.FromSeconds(given) : null };
        Assert.Contains(expected, ExportRecords.Export(options, ExportRecords.Text("a")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_keeps_its_own_time_to_live() =>
        Assert.Contains(" 60 IN TXT", ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.Bind) with { TimeToLive = TimeSpan.FromSeconds(300) }, ExportRecords.Text("a", ttl: 60)), StringComparison.Ordinal);

    [Theory]
    [InlineData(DnsRecordFormat.CloudflareApi, 59)]
    [InlineData(DnsRecordFormat.CloudflareApi, 1)]
    [InlineData(DnsRecordFormat.CloudflareApi, 86_401)]
    [InlineData(DnsRecordFormat.AzureCli, 0)]
    [InlineData(DnsRecordFormat.DnsControl, 0)]
    public void A_time_to_live_that_a_service_does_not_take_is_refused(DnsRecordFormat format, int seconds)
    {
        var refusal = Assert.Single(ExportRecords.TryExport(ExportRecords.Options(format), ExportRecords.Text("a", ttl: seconds)).Refusals);
        Assert.Equal(DnsRecordFault.BadTtl, refusal.Fault);
        Assert.Contains($"t.example.org is {seconds} seconds", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_cannot_be_exported_is_told_at_once_and_nothing_is_written()
    {
        var sets = new[] { ExportRecords.Text("é", "a.example.org"), ExportRecords.Text("fine", "b.example.org"), ExportRecords.Text("x", "c.example.net") };
        var result = DnsRecordExporter.Export(sets, ExportRecords.Options(DnsRecordFormat.DnsControl));
        Assert.Null(result.Export);
        Assert.Equal([(DnsRecordFault.Unsupported, "a.example.org"), (DnsRecordFault.OutOfZone, "c.example.net")], result.Refusals.Select(refusal => (refusal.Fault, refusal.Subject)));
    }

    [Fact]
    public void An_alias_in_the_place_of_the_zone_is_refused() => // RFC 1034 section 3.6.2
        Assert.Equal(DnsRecordFault.CnameBesideOtherData, Refusal(DnsRecordFormat.Bind, "example.org. IN CNAME www.example.net.").Fault);

    [Fact]
    public void Nothing_is_no_export()
    {
        Assert.Equal(DnsRecordFault.NoRecord, Assert.Single(DnsRecordExporter.Export([], ExportRecords.Options(DnsRecordFormat.Bind)).Refusals).Fault);
        Assert.Equal(DnsRecordFault.NoRecord, Assert.Single(ExportRecords.TryExport(ExportRecords.Options(DnsRecordFormat.Bind), new DnsRecordSet(ExportRecords.Zone, DnsType.TXT, [])).Refusals).Fault);
    }

    [Theory]
    [InlineData(DnsRecordFormat.Route53, "x.example.org. IN TYPE65 \\# 3 000100", "TYPE65")]
    [InlineData(DnsRecordFormat.CloudflareApi, "x.example.org. IN TYPE65 \\# 3 000100", "TYPE65")]
    [InlineData(DnsRecordFormat.GoogleDns, "x.example.org. IN TYPE65 \\# 3 000100", "TYPE65")]
    [InlineData(DnsRecordFormat.AzureCli, "x.example.org. IN TYPE65 \\# 3 000100", "TYPE65")]
    [InlineData(DnsRecordFormat.OctoDns, "x.example.org. IN TYPE65 \\# 3 000100", "TYPE65")]
    [InlineData(DnsRecordFormat.DnsControl, "x.example.org. IN TYPE65 \\# 3 000100", "TYPE65")]
    [InlineData(DnsRecordFormat.DnsServerPowerShell, "x.example.org. IN DS \\# 5 000108010A", "no records of this type")]
    [InlineData(DnsRecordFormat.DnsServerPowerShell, "x.example.org. IN MX 0 .", "does not take the root for a host")]
    [InlineData(DnsRecordFormat.DnsServerPowerShell, "x.example.org. IN TXT \"\"", "empty")]
    [InlineData(DnsRecordFormat.DnsServerPowerShell, "x.example.org. IN TXT \"a\\\"\" \"b\"", "cannot be handed to dnscmd")]
    [InlineData(DnsRecordFormat.DnsServerPowerShell, "x.example.org. IN TXT \"a\" \"/b\"", "begins with a slash")]
    [InlineData(DnsRecordFormat.DnsServerPowerShell, "x.example.org. IN TLSA 4 0 0 00", "usage 0 to 3")]
    [InlineData(DnsRecordFormat.AzureCli, "x.example.org. IN MX 0 .", "null MX")]
    [InlineData(DnsRecordFormat.AzureCli, "x.example.org. IN TXT \"@/etc/passwd\"", "the name of a file")]
    [InlineData(DnsRecordFormat.AzureCli, "x.example.org. IN TXT \"\"", "empty")]
    [InlineData(DnsRecordFormat.AzureCli, "x\\'y.example.org. IN A 192.0.2.1", "other characters than letters")]
    [InlineData(DnsRecordFormat.OctoDns, "x.example.org. IN TXT \"a\\\\b\"", "do not read it alike")]
    [InlineData(DnsRecordFormat.OctoDns, "x.example.org. IN TXT \"a\\\" \\\"b\"", "do not read it alike")]
    [InlineData(DnsRecordFormat.OctoDns, "x.example.org. IN CAA 0 issue \"a\\\"b\"", "do not read it alike")]
    [InlineData(DnsRecordFormat.OctoDns, "x.example.org. IN TLSA 3 2 1 00", "selector 0 or 1")]
    [InlineData(DnsRecordFormat.DnsControl, "x.example.org. IN CAA 1 issue \"a\"", "flags")]
    [InlineData(DnsRecordFormat.DnsControl, "example.org. IN NS ns1.example.net.", "NAMESERVER()")]
    [InlineData(DnsRecordFormat.OctoDns, "x.example.org. IN SRV 1 2 3 a.example.net.", "a service and a protocol")]
    [InlineData(DnsRecordFormat.OctoDns, "x.example.org. IN CNAME 1.0/25.2.0.192.in-addr.arpa.", "takes no name such as 1.0/25")]
    [InlineData(DnsRecordFormat.OctoDns, "x.example.org. IN NS localhost.", "two labels or more")]
    [InlineData(DnsRecordFormat.OctoDns, "x.example.org. IN PTR .", "takes no name such as .")]
    [InlineData(DnsRecordFormat.DnsControl, "x.example.org. IN CAA 0 tbs \"a\"", "the tags issue, issuewild")]
    [InlineData(DnsRecordFormat.DnsControl, "x.example.org. IN TLSA 3 1 3 00", "matching type 0 to 2")]
    [InlineData(DnsRecordFormat.DnsControl, "x.example.org. IN CNAME *.example.net.", "takes no name such as *.example.net.")]
    [InlineData(DnsRecordFormat.DnsControl, "x.example.org. IN CNAME 1/2.example.net.", "takes no name such as 1/2.example.net.")]
    [InlineData(DnsRecordFormat.Route53, "*.x.example.org. IN NS a.example.net.", "no wildcards of this type")]
    [InlineData(DnsRecordFormat.Route53, "*x.example.org. IN A 192.0.2.1", "has to be the whole of it")]
    [InlineData(DnsRecordFormat.CloudflareApi, "x\\000.example.org. IN A 192.0.2.1", "other characters than letters")]
    public void What_a_service_cannot_hold_is_refused_with_the_reason(DnsRecordFormat format, string line, string reason)
    {
        var refusal = Refusal(format, line);
        Assert.Equal(DnsRecordFault.Unsupported, refusal.Fault);
        Assert.Contains("x", refusal.Subject, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_provider_of_Terraform_cannot_hold_is_refused_with_the_reason()
    {
        Assert.Contains("contactemail alone", TerraformRefusal(TerraformProvider.Azurerm, "x.example.org. IN CAA 0 issuemail \"a\""), StringComparison.Ordinal);
        Assert.Contains("no wildcards of this type", TerraformRefusal(TerraformProvider.Aws, "*.example.org. IN NS a.example.net."), StringComparison.Ordinal);
    }

    /// <summary>custom.py, _add_save_record: what is not given is 3600, whatever the set was created with; SRV and TXT have no such option, and keep it.</summary>
    [Theory]
    [InlineData("x.example.org. 300 IN A 192.0.2.1", "--record-set-name='x' --ttl=300 --ipv4-address='192.0.2.1'")]
    [InlineData("x.example.org. 300 IN CNAME a.example.net.", "--record-set-name='x' --ttl=300 --cname='a.example.net'")]
    [InlineData("x.example.org. 300 IN TXT \"a\"", "--record-set-name='x' --value='a'")]
    [InlineData("_a._tcp.example.org. 300 IN SRV 1 2 3 a.example.net.", "--record-set-name='_a._tcp' --priority='1'")]
    public void A_record_that_is_added_leaves_the_set_its_time_to_live(string line, string options) =>
        Assert.Contains(options, ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.AzureCli), [.. ExportRecords.Read(line)]), StringComparison.Ordinal);

    [Fact]
    public void DNSControl_is_told_that_a_name_that_repeats_the_domain_is_meant() =>
        Assert.Equal(
            "D_EXTEND(\"example.org\",\n    A(\"a.Example.org\", \"192.0.2.1\", TTL(60), DISABLE_REPEATED_DOMAIN_CHECK),\n    A(\"aexample.org\", \"192.0.2.2\")\n);\n",
            ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.DnsControl), [.. ExportRecords.Read("a.Example.org.example.org. 60 IN A 192.0.2.1\naexample.org.example.org. IN A 192.0.2.2")]));

    [Theory]
    [InlineData(DnsRecordFormat.Route53, 4000)]
    [InlineData(DnsRecordFormat.CloudflareApi, 4096)]
    [InlineData(DnsRecordFormat.AzureCli, 4097)]
    [InlineData(DnsRecordFormat.NsUpdate, 61_000)]
    public void What_is_longer_than_a_service_takes_is_refused(DnsRecordFormat format, int length)
    {
        var refusal = Assert.Single(ExportRecords.TryExport(ExportRecords.Options(format), ExportRecords.Text(new string('a', length))).Refusals);
        Assert.Equal((DnsRecordFault.TooLong, "t.example.org"), (refusal.Fault, refusal.Subject));
    }

    [Fact]
    public void A_request_to_Route53_takes_500_records_that_replace_others()
    {
        var sets = Enumerable.Range(0, 501).Select(number => ExportRecords.Text("a", $"t{number}.example.org")).ToArray();
        Assert.Equal(DnsRecordFault.TooMany, Assert.Single(ExportRecords.TryExport(ExportRecords.Options(DnsRecordFormat.Route53), sets).Refusals).Fault);
        Assert.NotNull(ExportRecords.TryExport(ExportRecords.Options(DnsRecordFormat.Route53), sets[1..]).Export);
    }

    [Theory]
    [InlineData("_x.example.org. IN A 192.0.2.1", true)]
    [InlineData("x.example.org. IN MX 1 _m.example.org.", true)]
    [InlineData("_x.example.org. IN TXT \"a\"", false)]
    [InlineData("_25._tcp.x.example.org. IN TLSA 3 1 1 00", false)]
    [InlineData("*.x.example.org. IN AAAA 2001:db8::1", false)]
    public void Nsupdate_is_told_not_to_look_at_names_that_it_would_refuse(string line, bool isTold) =>
        Assert.Equal(isTold, ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.NsUpdate), [.. ExportRecords.Read(line)]).StartsWith("check-names no\n", StringComparison.Ordinal));

    [Fact]
    public void Updates_that_no_message_holds_together_are_sent_one_after_another()
    {
        var sets = Enumerable.Range(0, 3).Select(number => ExportRecords.Text(new string('a', 25_000), $"t{number}.example.org")).ToArray();
        var lines = ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.NsUpdate), sets).Split('\n');
        Assert.Equal(["zone", "update", "update", "update", "update", "send", "zone", "update", "update", "send", ""], lines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void Names_that_look_like_formulas_are_escaped_in_a_table_and_read_back()
    {
        var sets = ExportRecords.Read("-a.example.org. IN CNAME =b.example.org.\n+c.example.org. IN A 192.0.2.1\n\\@d.example.org. IN A 192.0.2.1");
        var lines = ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.Csv), [.. sets]).Split("\r\n")[1..^1];
        Assert.Equal([@"\045a.example.org,CNAME,,\061b.example.org.", @"\043c.example.org,A,,192.0.2.1", @"\@d.example.org,A,,192.0.2.1"], lines);
        Assert.Equal(sets, lines.Select(line => line.Split(',')).Select(cells => new DnsRecordRow { Name = cells[0], Type = cells[1], Data = [cells[3]] }.ToRecordSet(null)));
    }

    [Fact]
    public void Resources_of_Terraform_have_names_of_their_own()
    {
        var sets = ExportRecords.Read("a_b.example.org. IN A 192.0.2.1\na.b.example.org. IN A 192.0.2.2\n1.example.org. IN A 192.0.2.3\n*.example.org. IN A 192.0.2.4");
        var names = QuotedText.Hcl(ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.Terraform, TerraformProvider.Google), [.. sets])).Where(text => text.StartsWith("a_", StringComparison.Ordinal) && !text.Contains('.')).ToList();
        Assert.Equal(["a_a_b_example_org", "a_a_b_example_org_2", "a_1_example_org", "a_wildcard_example_org"], names);
    }

    [Fact]
    public void The_cmdlet_of_Windows_has_text_of_up_to_254_octets_and_dnscmd_the_rest()
    {
        Assert.StartsWith("Add-DnsServerResourceRecord ", ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.DnsServerPowerShell), ExportRecords.Text(new string('a', 254))), StringComparison.Ordinal);
        Assert.Equal(
            $"dnscmd.exe /RecordAdd 'example.org' 't' 60 TXT '{new string('a', 255)}' 'a'\n",
            ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.DnsServerPowerShell), ExportRecords.Text(new string('a', 256), ttl: 60)));
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("a2", "a10")]
    [InlineData("a", "a1")]
    [InlineData("_25._tcp", "_dmarc")]
    [InlineData("a1b", "a1c")]
    [InlineData("a01b", "a1c")]
    [InlineData("1", "a")]
    [InlineData("A", "a")]
    public void Numbers_count_as_such_in_the_natural_order(string first, string second)
    {
        Assert.True(NaturalOrder.Instance.Compare(first, second) < 0);
        Assert.True(NaturalOrder.Instance.Compare(second, first) > 0);
        Assert.Equal(0, NaturalOrder.Instance.Compare(second, second));
    }

    [Fact]
    public async Task A_file_is_not_replaced_unless_that_is_asked_for()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var path = Path.Combine(folder, "zone");
            var export = ExportRecords.TryExport(ExportRecords.Options(DnsRecordFormat.Bind), ExportRecords.Text("a")).Export!;
            var token = TestContext.Current.CancellationToken;
            Assert.True(await DnsExportFile.WriteAsync(export, path, overwrite: false, TimeProvider.System, token));
            Assert.Equal(export.Text, await File.ReadAllTextAsync(path, token));
            await File.WriteAllTextAsync(path, "mine", token);
            Assert.False(await DnsExportFile.WriteAsync(export, path, overwrite: false, TimeProvider.System, token));
            Assert.Equal("mine", await File.ReadAllTextAsync(path, token));
            Assert.True(await DnsExportFile.WriteAsync(export, path, overwrite: true, TimeProvider.System, token));
            Assert.Equal([path], Directory.GetFiles(folder));
            Assert.Equal(export.Text, await File.ReadAllTextAsync(path, token));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string TerraformRefusal(TerraformProvider provider, string line) =>
        Assert.Single(DnsRecordExporter.Export(ExportRecords.Read(line), ExportRecords.Options(DnsRecordFormat.Terraform, provider)).Refusals).Message;

    private static DnsRecordException Refusal(DnsRecordFormat format, string line) =>
        Assert.Single(DnsRecordExporter.Export(ExportRecords.Read(line), ExportRecords.Options(format)).Refusals);
}
