using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;
using YamlDotNet.RepresentationModel;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting;

/// <summary>Whatever a text holds, it stays data: each format is read back by another reader than ours, and says the same, or refused the text with a reason.</summary>
public sealed class HostileExportTests
{
    [Fact]
    public void A_zone_file_and_nsupdate_hold_any_octets()
    {
        Prop.ForAll(ExportRecords.HostileText.ToArbitrary(), text =>
        {
            var set = ExportRecords.Text(text);
            var bind = Export(DnsRecordFormat.Bind, set);
            Assert.Equal(Octets(text), ZoneStrings.Join(Assert.Single(Lines(bind))["t.example.org. IN TXT ".Length..]));
            Assert.Equal([set], ExportRecords.Read(bind));
            var update = Lines(Export(DnsRecordFormat.NsUpdate, set));
            Assert.Equal(["zone example.org.", "update delete t.example.org. TXT", "send"], [update[0], update[1], update[3]]);
            Assert.Equal(Octets(text), ZoneStrings.Join(update[2]["update add t.example.org. 3600 TXT ".Length..]));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Json_holds_any_octets()
    {
        Prop.ForAll(ExportRecords.HostileText.ToArbitrary(), text =>
        {
            var set = ExportRecords.Text(text);
            using var json = JsonDocument.Parse(Export(DnsRecordFormat.Json, set));
            Assert.Equal(Octets(text), ZoneStrings.Join(json.RootElement[0].GetProperty("Data")[0].GetString()!));
            if (text.Length > 1000) return; // Route 53 has limits of its own
            using var route53 = JsonDocument.Parse(Export(DnsRecordFormat.Route53, set));
            var record = route53.RootElement.GetProperty("Changes")[0].GetProperty("ResourceRecordSet").GetProperty("ResourceRecords")[0];
            Assert.Equal(Octets(text), ZoneStrings.Join(record.GetProperty("Value").GetString()!, numberBase: 8));
            using var cloudflare = JsonDocument.Parse(Export(DnsRecordFormat.CloudflareApi, set));
            Assert.Equal(Octets(text), ZoneStrings.Join(cloudflare.RootElement.GetProperty("posts")[0].GetProperty("content").GetString()!));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_table_holds_any_octets_and_no_formula()
    {
        Prop.ForAll(ExportRecords.HostileText.ToArbitrary(), text =>
        {
            var lines = Export(DnsRecordFormat.Csv, ExportRecords.Text(text)).Split("\r\n");
            Assert.Equal(["Name,Type,TtlSeconds,Data", ""], [lines[0], lines[2]]);
            Assert.StartsWith("t.example.org,TXT,,\"\"\"", lines[1], StringComparison.Ordinal);
            Assert.Equal(Octets(text), ZoneStrings.Join(lines[1]["t.example.org,TXT,,\"".Length..^1].Replace("\"\"", "\"", StringComparison.Ordinal)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Yaml_for_Google_holds_any_octets()
    {
        Prop.ForAll(ExportRecords.HostileText.ToArbitrary(), text =>
        {
            var root = Yaml(Export(DnsRecordFormat.GoogleDns, ExportRecords.Text(text)));
            Assert.Equal(["kind", "name", "rrdatas", "ttl", "type"], root.Children.Keys.Select(key => $"{key}"));
            Assert.Equal(Octets(text), ZoneStrings.Join($"{Assert.Single(((YamlSequenceNode)root["rrdatas"]).Children)}"));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Terraform_holds_any_octets_where_the_provider_has_a_notation_for_them()
    {
        Prop.ForAll(ExportRecords.HostileText.ToArbitrary(), text =>
        {
            if (text.Length > 1000) return;
            var set = ExportRecords.Text(text);
            var aws = QuotedText.Hcl(Export(DnsRecordFormat.Terraform, set, TerraformProvider.Aws))[^1];
            Assert.Equal(Octets(text), ZoneStrings.Join($"\"{string.Join("\" \"", BetweenStrings(aws))}\"", numberBase: 8));
            Assert.Equal(Octets(text), ZoneStrings.Join(QuotedText.Hcl(Export(DnsRecordFormat.Terraform, set, TerraformProvider.Google))[^1]));
            Assert.Equal(Octets(text), ZoneStrings.Join(QuotedText.Hcl(Export(DnsRecordFormat.Terraform, set, TerraformProvider.Cloudflare))[^1]));
            if (TryExport(DnsRecordFormat.Terraform, set, TerraformProvider.Azurerm) is { } azure) Assert.Equal(text, QuotedText.Hcl(azure)[^1]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void PowerShell_holds_what_it_takes_in_strings_that_end_where_they_should()
    {
        Prop.ForAll(ExportRecords.HostileAscii.ToArbitrary(), text =>
        {
            if (TryExport(DnsRecordFormat.DnsServerPowerShell, ExportRecords.Text(text)) is not { } script) return;
            var strings = QuotedText.PowerShell(script);
            Assert.Equal(["example.org", "t"], strings.Take(2));
            Assert.Equal(text, string.Concat(strings.Skip(2)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void OctoDns_reads_what_it_takes_as_it_was()
    {
        Prop.ForAll(ExportRecords.HostileAscii.ToArbitrary(), text =>
        {
            if (TryExport(DnsRecordFormat.OctoDns, ExportRecords.Text(text)) is not { } zone) return;
            var record = (YamlMappingNode)((YamlSequenceNode)Yaml(zone)["t"]).Children[0];
            Assert.Equal(text, AsOctoDnsReads($"{((YamlSequenceNode)record["values"]).Children[0]}"));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_a_tool_has_no_notation_for_is_refused_by_its_name_and_never_changed()
    {
        Prop.ForAll(ExportRecords.HostileText.ToArbitrary(), Gen.Elements(DnsRecordFormat.AzureCli, DnsRecordFormat.DnsControl, DnsRecordFormat.DnsServerPowerShell, DnsRecordFormat.OctoDns).ToArbitrary(), (text, format) =>
        {
            var result = ExportRecords.TryExport(ExportRecords.Options(format), ExportRecords.Text(text));
            if (Octets(text).All(octet => octet is >= ' ' and <= '~')) return;
            var refusal = Assert.Single(result.Refusals);
            Assert.Null(result.Export);
            Assert.Equal((DnsRecordFault.Unsupported, "t.example.org"), (refusal.Fault, refusal.Subject));
            Assert.Contains("no printable ASCII character", refusal.Message, StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>octodns/record/chunked.py: quotes around go, quotes between strings go, and a semicolon loses its backslash on its way to a provider.</summary>
    private static string AsOctoDnsReads(string value)
    {
        if (value[0] == '"') value = value[1..^1];
        return value.Replace("\" \"", "", StringComparison.Ordinal).Replace("\\;", ";", StringComparison.Ordinal);
    }

    /// <summary>Where two quotes stand that no backslash escapes, one string ends and the next begins.</summary>
    private static List<string> BetweenStrings(string text)
    {
        var (parts, part) = (new List<string>(), new StringBuilder());
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                Assert.Equal('"', text[++at]);
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(text[at]);
                if (text[at] == '\\') part.Append(text[++at]);
            }
        }
        return [.. parts, part.ToString()];
    }

    private static YamlMappingNode Yaml(string text)
    {
        Assert.All(text, character => Assert.True(character is '\n' or (>= ' ' and <= '~')));
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    private static string Octets(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    private static string Export(DnsRecordFormat format, DnsRecordSet set, TerraformProvider? provider = null) => ExportRecords.Export(ExportRecords.Options(format, provider), set);

    private static string? TryExport(DnsRecordFormat format, DnsRecordSet set, TerraformProvider? provider = null) =>
        ExportRecords.TryExport(ExportRecords.Options(format, provider), set).Export?.Text;
}
