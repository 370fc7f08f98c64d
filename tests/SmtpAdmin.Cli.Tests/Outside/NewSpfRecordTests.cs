using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class NewSpfRecordTests(NewSpfRecordLab lab) : IClassFixture<NewSpfRecordLab>
{
    [Fact]
    public async Task The_record_and_the_zone_line_stand_on_lines_of_their_own()
    {
        var outcome = await RunAsync("build.example", "--mx", "--ip-address", "192.0.2.0/25,192.0.2.128/25", "--include", "_spf.partner.example");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        const string record = "v=spf1 ip4:192.0.2.0/24 mx include:_spf.partner.example -all";
        var lines = outcome.Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal([record, "", $"build.example. IN TXT \"{record}\""], lines[..3]);
        Assert.Contains($"{record.Length} octets, 2 of 10 look-ups, 1 void", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("(SPF-NEW-MERGED)", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', outcome.Output);
    }

    [Fact]
    public async Task The_json_has_the_properties_of_the_powershell_object()
    {
        var outcome = await RunAsync("--domain", "build.example", "--ip-address", "192.0.2.1", "--prove", "192.0.2.1=me@build.example", "--json");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var written = Assert.Single(outcome.Objects);
        var names = written.EnumerateObject().Select(property => property.Name).ToList();
        Assert.Equal(typeof(Spf.SpfNewRecord).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        Assert.Equal("Name", names[0]);
        Assert.Equal("v=spf1 ip4:192.0.2.1 -all", written.GetProperty("Value").GetString());
        Assert.Equal("Pass", written.GetProperty("Proof")[0].GetProperty("Result").GetString());
    }

    [Theory]
    [InlineData("192.0.2.1", 0)]
    [InlineData("203.0.113.9=me@build.example", 1)]
    [InlineData("192.0.2.1=<> build.example", 0)]
    public async Task A_proof_that_fails_is_told_by_the_exit_code(string prove, int exitCode)
    {
        var outcome = await RunAsync("build.example", "--ip-address", "192.0.2.1", "--prove", prove);
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith("v=spf1 ip4:192.0.2.1 -all", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_that_cannot_be_carried_out_is_neither()
    {
        var outcome = await RunAsync("build.example", "--include", "refused.example", "--prove", "203.0.113.9");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("at least 1 of 10", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("passes anybody's mail", "build.example", "--ip-address", "192.0.2.1", "--all", "Pass")]
    [InlineData("Leave --all Fail out", "build.example", "--redirect", "_spf.partner.example", "--all", "Fail")]
    [InlineData("publishes no SPF record", "build.example", "--include", "empty.partner.example")]
    [InlineData("cannot include itself", "build.example", "--include", "build.example")]
    [InlineData("is no CIDR block", "build.example", "--ip-address", "192.0.2.0/33")]
    [InlineData("Did you mean SendGrid?", "build.example", "--provider", "Sendgird")]
    [InlineData("for a domain that sends no mail at all, --all Fail alone", "build.example")]
    [InlineData("expects a single argument", "build.example", "--all", "Fail", "--all", "SoftFail")]
    [InlineData("given twice", "build.example", "--domain", "build.example", "--mx")]
    [InlineData("Leave --no-lookup out", "build.example", "--mx", "--prove", "192.0.2.1", "--no-lookup")]
    [InlineData("'--mxdomain' is no option", "build.example", "--mxdomain", "example.net")]
    public async Task What_is_refused_is_wrong_usage_and_nothing_is_printed(string said, params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_come_from_standard_input_and_may_be_kept_out()
    {
        var outcome = await Executable.RunAsync(["new-spf-record", "--ip-address", "-", "--ip-address=-192.0.2.7", "--no-lookup", "--json"], "\uFEFF192.0.2.0/25\r\n# comment\r\n\r\n192.0.2.128/25\r\n", []);
        Assert.Equal("v=spf1 -ip4:192.0.2.7 ip4:192.0.2.0/24 -all", Assert.Single(outcome.Objects).GetProperty("Value").GetString());
    }

    [Theory]
    [InlineData("192.0.2.1=a@build.example\n192.0.2.2\n", "a@build.example", "postmaster@build.example")]
    [InlineData("Client IP,Envelope-From,Helo\n192.0.2.1,a@build.example,\n,,\n192.0.2.2,,build.example\n", "a@build.example", "")]
    public async Task Senders_to_prove_come_from_standard_input(string lines, params string[] mailFrom)
    {
        var outcome = await Executable.RunAsync(["new-spf-record", "build.example", "--ip-address", "192.0.2.0/30", "--prove", "-", "--no-lookup", "--json"], lines, []);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(mailFrom, outcome.Objects[0].GetProperty("Proof").EnumerateArray().Select(result => result.GetProperty("MailFrom").GetString()));
    }

    [Theory]
    [InlineData("Address,From\n192.0.2.1,a@build.example\n", "among Address, From")]
    [InlineData("", "standard input is empty")]
    [InlineData("IPAddress,MailFrom\n192.0.2.1,a@partner.example\n", "is no address of build.example")]
    public async Task Senders_that_say_nothing_of_the_record_are_refused(string lines, string said)
    {
        var outcome = await Executable.RunAsync(["new-spf-record", "build.example", "--ip-address", "192.0.2.0/30", "--prove", "-", "--no-lookup"], lines, []);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("~all", "--all", "~all")]
    [InlineData("-all", "--all=-all")]
    [InlineData("?all", "--all", "?")]
    public async Task The_last_word_may_be_written_as_in_a_record(string wanted, params string[] arguments)
    {
        var outcome = await Executable.RunAsync(["new-spf-record", "--ip-address", "192.0.2.1", "--no-lookup", .. arguments]);
        Assert.StartsWith($"v=spf1 ip4:192.0.2.1 {wanted}", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_of_providers_is_short()
    {
        var outcome = await Executable.RunAsync("new-spf-record", "--help");
        Assert.Contains("--provider <name>", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("gcc-high", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_asked_without_lookups()
    {
        var before = lab.Lab.Dns.QueryCount;
        var outcome = await RunAsync("build.example", "--include", "gone.partner.example", "--exists", "%{i,}.allow.build.example", "--no-lookup", "--json");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(before, lab.Lab.Dns.QueryCount);
        Assert.Equal("v=spf1 include:gone.partner.example exists:%{i,}.allow.build.example -all", outcome.Objects[0].GetProperty("Value").GetString());
    }

    private Task<Outcome> RunAsync(params string[] arguments) => Executable.RunAsync(["new-spf-record", .. arguments, "--dns-server", lab.DnsServer]);
}

/// <summary>A lab with domains to make records for.</summary>
public sealed class NewSpfRecordLab : IAsyncLifetime
{
    private LabEnvironment? _lab;

    public LabEnvironment Lab => _lab ?? throw new InvalidOperationException("The lab has not started.");

    public string DnsServer => Lab.Dns.EndPoint.ToString();

    public async ValueTask InitializeAsync() => _lab = await LabEnvironment.StartAsync(
        new LabEnvironmentOptions
        {
            Zones =
            [
                LabZone.Parse("build.example", "@ TXT \"token=1\"\n MX 10 mx\nmx A 192.0.2.25\n"),
                LabZone.Parse("partner.example", "_spf TXT \"v=spf1 ip4:198.51.100.0/24 -all\"\nempty TXT \"nothing\"\n"),
            ],
        },
        TimeProvider.System, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _lab?.DisposeAsync() ?? ValueTask.CompletedTask;
}
