using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Provisioning;
using YamlDotNet.RepresentationModel;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting;

/// <summary>Strings in languages, read back by those who read them in earnest, where they are installed.</summary>
public sealed class LanguageTests
{
    private const int Samples = 300;

    [Fact]
    public async Task A_shell_reads_words_as_they_were()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "There is no POSIX shell here.");
        var words = Sample(ExportRecords.HostileText.Select(text => text.Replace("\0", "", StringComparison.Ordinal)));
        var read = await RunAsync("/bin/sh", [], $"printf '%s\\0' {string.Join(' ', words.Select(ShellText.Quote))}\n");
        Assert.Equal(words, read.Split('\0')[..^1]);
        Assert.Throws<ArgumentException>(() => ShellText.Quote("a\0b"));
    }

    [Fact]
    public async Task The_script_for_azure_hands_each_value_to_az_as_it_was()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "There is no POSIX shell here.");
        var texts = Sample(ExportRecords.HostileAscii.Where(text => text.Length is > 0 and < 200 && text[0] != '@'));
        var sets = texts.Select((text, at) => ExportRecords.Text(text, $"t{at}.example.org")).ToArray();
        var script = ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.AzureCli), sets);
        var read = await RunAsync("/bin/sh", [], "RESOURCE_GROUP='a group'\naz() { printf '%s\\0' \"$@\" CALLED; }\n" + script);
        var calls = read.Split("CALLED\0", StringSplitOptions.RemoveEmptyEntries).Select(call => call.Split('\0')[..^1]).ToList();
        Assert.Equal(2 * texts.Count, calls.Count);
        Assert.Equal(texts.Select((text, at) => $"--record-set-name=t{at} --value={text}"), calls.Where((_, at) => at % 2 == 1).Select(call => string.Join(' ', call[^2..])));
        Assert.All(calls, call => Assert.Equal("--resource-group=a group", call[5]));
    }

    [Fact]
    public async Task JavaScript_reads_strings_as_they_were_and_DNSControl_gets_each_text()
    {
        Assert.SkipUnless(Has("node"), "node is not installed.");
        var texts = Sample(ExportRecords.HostileText.Where(text => text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar)));
        var read = await RunAsync("node", ["-"], $"process.stdout.write(JSON.stringify([{string.Join(",\n", texts.Select(JavaScriptText.Quote))}]));");
        Assert.Equal(texts, JsonSerializer.Deserialize<List<string>>(read));

        var ascii = Sample(ExportRecords.HostileAscii);
        var script = ExportRecords.Export(ExportRecords.Options(DnsRecordFormat.DnsControl), [.. ascii.Select((text, at) => ExportRecords.Text(text, $"t{at}.example.org", at + 1))]);
        read = await RunAsync("node", ["-"], $$"""
            'use strict';
            const TTL = seconds => ({ ttl: seconds }), TXT = (name, text, ttl) => [name, [].concat(text).join(''), ttl.ttl];
            const D_EXTEND = (zone, ...records) => process.stdout.write(JSON.stringify([zone, records]));
            {{script}}
            """);
        using var json = JsonDocument.Parse(read);
        Assert.Equal("example.org", json.RootElement[0].GetString());
        Assert.Equal(ascii.Select((text, at) => (Name: $"t{at}", Text: text, Ttl: at + 1)), json.RootElement[1].EnumerateArray().Select(record => (record[0].GetString()!, record[1].GetString()!, record[2].GetInt32())));
    }

    [Fact]
    public async Task Terraform_reads_strings_as_they_were()
    {
        var texts = Sample(ExportRecords.HostileText.Where(text => text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar) && !text.Contains('\0')));
        Assert.Equal(texts, QuotedText.Hcl(HclText.List(texts)));
        Assert.SkipUnless(Has("terraform"), "terraform is not installed.");
        var read = await RunAsync("terraform", ["console"], $"base64encode(jsonencode({HclText.List(texts)}))\n");
        Assert.Equal(texts, JsonSerializer.Deserialize<List<string>>(Convert.FromBase64String(read.Trim().Trim('"'))));
    }

    [Theory]
    [InlineData("terraform-aws.tf")]
    [InlineData("terraform-cloudflare.tf")]
    [InlineData("terraform-azurerm.tf")]
    [InlineData("terraform-google.tf")]
    public async Task Terraform_takes_a_file_in_the_layout_that_it_has(string file)
    {
        Assert.SkipUnless(Has("terraform"), "terraform is not installed.");
        var text = TestData.Text($"export/{file}").ReplaceLineEndings("\n");
        Assert.Equal(text, await RunAsync("terraform", ["fmt", "-"], text));
    }

    [Fact]
    public void Yaml_reads_scalars_as_they_were()
    {
        Prop.ForAll(ExportRecords.HostileText.ToArbitrary(), text =>
        {
            var stream = new YamlStream();
            stream.Load(new StringReader($"{YamlText.Quote(text)}: {YamlText.Quote(text)}\n"));
            var entry = Assert.Single(((YamlMappingNode)stream.Documents[0].RootNode).Children);
            Assert.Equal((text, text), ($"{entry.Key}", $"{entry.Value}"));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void PowerShell_doubles_every_quote_that_would_end_a_string()
    {
        Assert.Equal("'a''b\u2018\u2018c\u2019\u2019d\u201a\u201ae\u201b\u201b$(f) `\"\n'", PowerShellText.Quote("a'b\u2018c\u2019d\u201ae\u201b$(f) `\"\n"));
        Prop.ForAll(ExportRecords.HostileText.ToArbitrary(), text => Assert.Equal([text], QuotedText.PowerShell(PowerShellText.Quote(text)))).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("\"a\"", "\"\"\"a\"\"\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData(" a", "\" a\"")]
    [InlineData("", "")]
    public void A_cell_is_in_quotes_where_it_has_to_be(string text, string cell) => Assert.Equal(cell, CsvText.Cell(text)); // RFC 4180 section 2

    private static List<string> Sample(Gen<string> texts) => [.. texts.Sample(20, Samples)];

    private static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    private static async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["CHECKPOINT_DISABLE"] = "1"; // terraform asks nobody whether it is of today
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var text = await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return text;
    }
}
