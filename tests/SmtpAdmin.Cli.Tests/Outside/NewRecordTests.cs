using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary>The twins of New-DmarcRecord, New-TlsRptRecord and New-MtaStsPolicy.</summary>
public sealed class NewRecordTests(NewRecordLab lab) : IClassFixture<NewRecordLab>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smtpadmin-").FullName;

    [Fact]
    public async Task A_DMARC_record_stands_on_lines_of_its_own_before_what_others_need()
    {
        var outcome = await RunAsync("new-dmarc-record", "build.example", "--stage", "Quarantine", "--aggregate-report-to", "dmarc@build.example,a@partner.example", "--dkim-selector", "s1");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        const string record = "v=DMARC1; p=quarantine; rua=mailto:dmarc@build.example,mailto:a@partner.example";
        var lines = outcome.Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(["_dmarc.build.example", record, "", $"_dmarc.build.example. IN TXT \"{record}\""], lines[..4]);
        Assert.Contains("build.example._report._dmarc.partner.example. IN TXT \"v=DMARC1;\"", lines);
        Assert.Contains("(DMARC-NEW-REPLACES)", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', outcome.Output);
    }

    [Theory]
    [InlineData(typeof(Dmarc.DmarcNewRecord), "", "new-dmarc-record", "build.example", "--failure-report-to", "f@build.example", "--failure-option", "1,d")]
    [InlineData(typeof(TlsRpt.TlsRptNewRecord), "", "new-tls-rpt-record", "build.example", "--report-to", "tls@build.example")]
    [InlineData(typeof(MtaSts.MtaStsNewPolicy), "MaxAge", "new-mta-sts-policy", "build.example")]
    public async Task The_json_has_the_properties_of_the_powershell_object(Type type, string notShown, params string[] arguments)
    {
        var outcome = await RunAsync([.. arguments, "--json"]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var names = Assert.Single(outcome.Objects).EnumerateObject().Select(property => property.Name);
        Assert.Equal(type.GetProperties().Select(property => property.Name).Where(name => name != notShown).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0, "new-dmarc-record", "build.example", "--stage", "Quarantine", "--dkim-selector", "s1")]
    [InlineData(1, "new-dmarc-record", "bare.example", "--stage", "Quarantine", "--dkim-selector", "s1")]
    [InlineData(0, "new-tls-rpt-record", "build.example", "--report-to", "tls@build.example")]
    [InlineData(0, "new-mta-sts-policy", "build.example", "--mode", "Enforce")]
    [InlineData(1, "new-mta-sts-policy", "build.example", "--mode", "Enforce", "--mx-host", "other.example")]
    [InlineData(3, "new-mta-sts-policy", "refused.example")]
    [InlineData(2, "new-mta-sts-policy", "bare.example")]
    public async Task The_exit_code_tells_what_was_found(int exitCode, params string[] arguments) => Assert.Equal(exitCode, (await RunAsync(arguments)).ExitCode);

    [Theory]
    [InlineData("Use --testing (t=y)", "new-dmarc-record", "build.example", "--percent", "0")]
    [InlineData("Leave --report-interval out", "new-dmarc-record", "build.example", "--report-interval", "86400")]
    [InlineData("--stage Reject is p=reject, and --policy None", "new-dmarc-record", "build.example", "--stage", "Reject", "--policy", "None")]
    [InlineData("size limit '!10m'", "new-dmarc-record", "build.example", "--aggregate-report-to", "a@build.example!10m")]
    [InlineData("What was given for --aggregate-report-to is empty", "new-dmarc-record", "build.example", "--aggregate-report-to", "")]
    [InlineData("--failure-option takes names of AllFail, AnyFail, Dkim, Spf", "new-dmarc-record", "build.example", "--failure-option", "2")]
    [InlineData("A domain is missing", "new-dmarc-record", "--testing")]
    [InlineData("Give one: --report-to", "new-tls-rpt-record", "build.example")]
    [InlineData("'mailto' and 'https' alone", "new-tls-rpt-record", "build.example", "--report-to", "ftp://build.example/")]
    [InlineData("from 0 to 31557600", "new-mta-sts-policy", "build.example", "--max-age", "31557601")]
    [InlineData("--max-age takes seconds", "new-mta-sts-policy", "build.example", "--max-age", "long")]
    [InlineData("or leave --no-lookup out", "new-mta-sts-policy", "build.example", "--no-lookup")]
    public async Task What_is_refused_is_wrong_usage_and_nothing_is_printed(string said, params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Domains_come_from_standard_input_and_one_that_is_refused_does_not_end_the_run()
    {
        var outcome = await Executable.RunAsync(["new-dmarc-record", "-", "--failure-report-to", "f@a.example", "--failure-option", "0", "--no-lookup", "--json"], "\uFEFFa.example\r\n# comment\r\n\r\n*.b.example\r\nc.example\r\n", []);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(["_dmarc.a.example", "_dmarc.c.example"], outcome.Objects.Select(written => written.GetProperty("Name").GetString()));
        Assert.Equal("v=DMARC1; p=none; ruf=mailto:f@a.example", outcome.Objects[0].GetProperty("Value").GetString());
        Assert.Contains("has a wildcard", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_is_written_to_its_file_and_only_said_to_be_with_what_if()
    {
        string[] arguments = ["new-mta-sts-policy", "build.example", "--path", _folder, "--max-age", "14d", "--json"];
        var said = await RunAsync([.. arguments, "--what-if"]);
        Assert.Equal(0, said.ExitCode);
        Assert.StartsWith($"What if: {Path.Combine(_folder, "mta-sts.txt")}: Write the MTA-STS policy of build.example (mode Testing", said.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));

        var policy = Assert.Single((await RunAsync(arguments)).Objects);
        var path = policy.GetProperty("PolicyPath").GetString()!;
        Assert.Equal("version: STSv1\r\nmode: testing\r\nmx: mx.build.example\r\nmax_age: 1209600\r\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(policy.GetProperty("Id").GetString(), said.Objects[0].GetProperty("Id").GetString());

        await File.WriteAllTextAsync(path, "mine", TestContext.Current.CancellationToken);
        var refused = await RunAsync(arguments);
        Assert.Equal((3, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("is no MTA-STS policy", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_policies_do_not_share_a_file()
    {
        var outcome = await RunAsync("new-mta-sts-policy", "a.example", "b.example", "--mx-host", "mx.build.example", "--no-lookup", "--path", Path.Combine(_folder, "policy"), "--json");
        Assert.Equal((2, "a.example"), (outcome.ExitCode, Assert.Single(outcome.Objects).GetProperty("Domain").GetString()));
        Assert.Contains("each domain has a file of its own", outcome.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<Outcome> RunAsync(params string[] arguments) => Executable.RunAsync([.. arguments, "--dns-server", lab.DnsServer]);
}

/// <summary>A lab with domains to make records for.</summary>
public sealed class NewRecordLab : IAsyncLifetime
{
    private LabEnvironment? _lab;

    public string DnsServer => (_lab ?? throw new InvalidOperationException("The lab has not started.")).Dns.EndPoint.ToString();

    public async ValueTask InitializeAsync() => _lab = await LabEnvironment.StartAsync(
        new LabEnvironmentOptions
        {
            Zones =
            [
                LabZone.Parse("build.example", "@ TXT \"v=spf1 mx -all\"\n MX 10 mx\nmx A 192.0.2.25\nmta-sts A 192.0.2.80\n_dmarc TXT \"v=DMARC1; p=none\"\n_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls@build.example\"\ns1._domainkey TXT \"p=MIIB\"\n"),
                LabZone.Parse("bare.example", "@ A 192.0.2.1\n"),
                LabZone.Parse("partner.example", "@ A 192.0.2.2\n"),
            ],
        },
        TimeProvider.System, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _lab?.DisposeAsync() ?? ValueTask.CompletedTask;
}
