namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class ExportDnsRecordTests
{
    private const string Spf = "example.org. 300 IN TXT \"v=spf1 -all\"";

    [Fact]
    public async Task Records_come_as_words_or_by_standard_input_as_lines_json_or_a_table()
    {
        const string expected = "example.org. 300 IN TXT \"v=spf1 -all\"\n";
        Assert.Equal((0, expected, ""), Parts(await Executable.RunAsync("export-dns-record", "--format", "bind", Spf)));
        Assert.Equal((0, expected, ""), Parts(await Executable.RunAsync("export-dns-record", "--format", "bind", "--record-set", Spf)));
        foreach (var input in new[]
        {
            $"# a comment\n\n{Spf}\n",
            """{"Name":"example.org","Type":"TXT","TtlSeconds":300,"Data":["\"v=spf1 -all\""]}""",
            "Name,Type,TtlSeconds,Data\nexample.org,TXT,300,\"\"\"v=spf1 -all\"\"\"\n",
            """{"Domain":"example.org","RecordSets":[{"Name":"example.org","Type":"TXT","Ttl":300,"Value":"v=spf1 -all"}]}""",
        })
            Assert.Equal((0, expected, ""), Parts(await RunAsync(input, "--format", "Bind", "-")));
    }

    [Fact]
    public async Task The_format_may_stand_in_front_of_the_records_as_in_the_cmdlet()
    {
        var named = await Executable.RunAsync("export-dns-record", "--format", "NsUpdate", "--zone", "example.org", Spf);
        Assert.Equal(Parts(named), Parts(await Executable.RunAsync("export-dns-record", "nsupdate", Spf, "--zone", "example.org")));
        Assert.Equal(Parts(named), Parts(await RunAsync($"{Spf}\n", "NsUpdate", "-", "--zone", "example.org")));
        var without = await Executable.RunAsync("export-dns-record", "nsupdate");
        Assert.Equal((2, ""), (without.ExitCode, without.Output));
        Assert.Contains("The records are missing", without.Error, StringComparison.Ordinal);
        Assert.Contains("The format is missing", (await Executable.RunAsync("export-dns-record", Spf)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_builder_prints_goes_straight_on()
    {
        var made = await Executable.RunAsync("new-spf-record", "example.org", "--ip-address", "192.0.2.1", "--no-lookup", "--json");
        var outcome = await RunAsync(made.Output, "--format", "OctoDns", "--zone", "example.org", "-");
        Assert.Equal((0, "---\n\"\":\n  - type: TXT\n    values:\n      - \"v=spf1 ip4:192.0.2.1 -all\"\n", ""), Parts(outcome));
    }

    [Theory]
    [InlineData("Json")]
    [InlineData("Csv")]
    [InlineData("Bind")]
    public async Task Own_forms_are_read_again(string format)
    {
        var lines = Repository.Read("tests/data/export/records.zone");
        var first = await RunAsync(lines, "--format", format, "-");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal((0, first.Output, ""), Parts(await RunAsync(first.Output, "--format", format, "-")));
    }

    [Fact]
    public async Task The_json_tells_what_was_exported()
    {
        var outcome = await Executable.RunAsync("export-dns-record", "--format", "Terraform", "--provider", "aws", "--json", Spf);
        var written = Assert.Single(outcome.Objects);
        Assert.Equal(typeof(Provisioning.DnsExport).GetProperties().Select(property => property.Name), written.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("Terraform", "Aws", 1), (written.GetProperty("Format").GetString(), written.GetProperty("Provider").GetString(), written.GetProperty("RecordCount").GetInt32()));
        Assert.Contains("aws_route53_record", written.GetProperty("Text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_written_whole_and_not_replaced_unless_that_is_asked_for()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var path = Path.Combine(folder, "zone");
            string[] arguments = ["export-dns-record", "--format", "Bind", Spf, "--path", path];
            var planned = await Executable.RunAsync([.. arguments, "--what-if"]);
            Assert.Equal((0, $"What if: {path}: Write 1 record set (Bind)"), (planned.ExitCode, planned.Output.Trim()));
            Assert.Empty(Directory.GetFiles(folder));
            Assert.Equal((0, path + "\n", ""), Parts(await Executable.RunAsync(arguments)));
            Assert.Equal(Spf + "\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
            var again = await Executable.RunAsync(arguments);
            Assert.Equal(3, again.ExitCode);
            Assert.Contains("replace it with --force", again.Error, StringComparison.Ordinal);
            Assert.Equal(0, (await Executable.RunAsync([.. arguments, "--force"])).ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("give --format, or as the first word, one of Bind,", Spf)]
    [InlineData("The records are missing", "--format", "Bind")]
    [InlineData("Name it with --zone.", "--format", "OctoDns", Spf)]
    [InlineData("--provider: Aws, Cloudflare", "--format", "Terraform", Spf)]
    [InlineData("--server is of NsUpdate", "--format", "Bind", "--server", "192.0.2.1", Spf)]
    [InlineData("is not in the zone", "--format", "Bind", "--zone", "example.net", Spf)]
    [InlineData("has no dot at its end", "--format", "Bind", "example.org IN TXT x")]
    [InlineData("cannot be exported for Azure DNS", "--format", "AzureCli", "--zone", "example.org", "example.org. IN TXT \"@/etc/passwd\"")]
    [InlineData("records that begin with 'v=spf1'", "--format", "Bind", Spf, "example.org. 300 IN TXT \"v=spf1 ~all\"")]
    [InlineData("is no domain name", "--format", "Bind", "--zone", "a..b", Spf)]
    [InlineData("There is no record to export", "--format", "Bind", "-")]
    [InlineData("ConvertTo-Json -Depth 5", "--format", "Bind", "{\"Domain\":\"a.example\",\"RecordSets\":[{\"Name\":\"a.example\",\"Type\":16,\"Data\":\"\\\"a\\\" \\\"b\\\"\"}]}")]
    [InlineData("Value holds an object (Object)", "--format", "Bind", "{\"Name\":\"a.example\",\"Type\":\"TXT\",\"Value\":{\"a\":1}}")]
    [InlineData("has no record to publish. It was refused. Try later.", "--format", "Bind", "{\"RecordSets\":[],\"Findings\":[{\"Severity\":\"Error\",\"Message\":\"It was refused.\",\"Remedy\":\"Try later.\"}]}")]
    public async Task Wrong_arguments_are_told_with_what_would_do(string reason, params string[] arguments)
    {
        var outcome = await Executable.RunAsync(["export-dns-record", .. arguments]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(reason, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_and_nothing_is_written()
    {
        var outcome = await RunAsync($"{Spf}\nnonsense\na.example.org. IN TXT \"\\255\"\n", "--format", "Bind", "-");
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        outcome = await RunAsync($"{Spf}\na.example.org. IN TXT \"\\255\"\nb.example.org. IN TXT \"\\000\"\n", "--format", "DnsControl", "--zone", "example.org", "-");
        Assert.Equal((2, "", 2), (outcome.ExitCode, outcome.Output, outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    private static Task<Outcome> RunAsync(string input, params string[] arguments) => Executable.RunAsync(["export-dns-record", .. arguments], input, []);

    private static (int ExitCode, string Output, string Error) Parts(Outcome outcome) => (outcome.ExitCode, outcome.Output, outcome.Error);
}
