using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class SpfSenderTests(SpfLab lab) : IClassFixture<SpfLab>
{
    [Theory]
    [InlineData("192.0.2.5", "a@example.com", "Pass", 0)]
    [InlineData("2001:db8:25::1", "<a@example.com>", "Pass", 0)]
    [InlineData("203.0.113.9", "a@example.com", "Fail", 1)]
    [InlineData("203.0.113.9", "a@soft.example.com", "SoftFail", 1)]
    [InlineData("203.0.113.9", "a@none.example.com", "None", 1)]
    [InlineData("203.0.113.9", "a@bad.example.com", "PermError", 1)]
    [InlineData("203.0.113.9", "a@refused.example", "TempError", 3)]
    public async Task The_exit_code_and_the_object_say_the_same(string address, string mailFrom, string result, int exitCode)
    {
        var outcome = await Executable.RunAsync("test-spf-sender", address, mailFrom, "--dns-server", lab.DnsServer, "--json");
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Error));
        var written = Assert.Single(outcome.Objects);
        Assert.Equal(result, written.GetProperty("Result").GetString());
        Assert.Equal(address, written.GetProperty("IPAddress").GetString());
        Assert.StartsWith("Received-SPF: ", written.GetProperty("ReceivedSpf").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_has_the_properties_of_the_powershell_object()
    {
        var outcome = await Executable.RunAsync("test-spf-sender", "192.0.2.5", "a@example.com", "--trace", "--dns-server", lab.DnsServer, "--json");
        var names = outcome.Objects[0].EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);
        Assert.Equal(typeof(Spf.SpfCheckResult).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal), names);
        Assert.Equal("Answer", outcome.Objects[0].GetProperty("Trace").GetProperty("Lookups")[0].GetProperty("Outcome").GetString());
    }

    [Fact]
    public async Task Standard_input_gives_one_a_line_and_a_bad_line_loses_nothing()
    {
        const string lines = "192.0.2.5 a@example.com\n\n# a comment\nnonsense here\n192.0.2.6 <> helo.example.com\n";
        var outcome = await Executable.RunAsync(["test-spf-sender", "--sender", "-", "--dns-server", lab.DnsServer, "--json"], lines, []);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(["192.0.2.5", "192.0.2.6"], outcome.Objects.Select(result => result.GetProperty("IPAddress").GetString()).Order(StringComparer.Ordinal));
        Assert.Contains("nonsense", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IPAddress,MailFrom\n192.0.2.5,a@example.com\n,\n203.0.113.9,\"a@example.com\"\n")]
    [InlineData("\uFEFFclient_address;helo;sender\r\n192.0.2.5;x;a@example.com\r\n203.0.113.9;x;a@example.com\r\n")]
    [InlineData("192.0.2.5 a@example.com\n203.0.113.9 a@example.com\n")]
    public async Task A_hyphen_for_the_address_reads_lines_or_a_table(string lines)
    {
        var outcome = await Executable.RunAsync(["test-spf-sender", "-", "--dns-server", lab.DnsServer, "--json"], lines, []);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["192.0.2.5 Pass", "203.0.113.9 Fail"], outcome.Objects.Select(result => $"{result.GetProperty("IPAddress")} {result.GetProperty("Result")}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Address,From\n192.0.2.5,a@example.com\n", "among Address, From")]
    [InlineData("192.0.2.5,a@example.com\n", "blanks between them, not commas")]
    [InlineData("192.0.2.5 a@example.com,\n", "its domain cannot have ','")]
    public async Task A_table_without_a_column_and_commas_are_told(string lines, string said)
    {
        var outcome = await Executable.RunAsync(["test-spf-sender", "-", "--dns-server", lab.DnsServer], lines, []);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.5,203.0.113.9", "a@example.com")]
    [InlineData("--ip-address", "192.0.2.5", "--ip-address", "203.0.113.9", "--mail-from", "a@example.com")]
    public async Task Several_addresses_are_checked_for_one_MAIL_FROM(params string[] arguments)
    {
        var outcome = await Executable.RunAsync(["test-spf-sender", .. arguments, "--record", "\uFEFFv=spf1 ip4:192.0.2.5 -all\r\n", "--dns-server", lab.DnsServer, "--json"]);
        Assert.Equal(["Fail", "Pass"], outcome.Objects.Select(result => result.GetProperty("Result").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_dash_in_the_place_of_the_address_is_standard_input_too()
    {
        var outcome = await Executable.RunAsync(["test-spf-sender", "-", "a@example.com", "--dns-server", lab.DnsServer, "--json"], "192.0.2.5\n203.0.113.9 b@soft.example.com\n", []);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["Pass", "SoftFail"], outcome.Objects.Select(result => result.GetProperty("Result").GetString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--ip-address", "192.0.2.5", "a@example.com")]
    [InlineData("192.0.2.5", "a@example.com", "--mail-from", "b@example.com")]
    public async Task What_is_given_twice_is_refused_and_not_passed_over(params string[] words)
    {
        var outcome = await Executable.RunAsync(["test-spf-sender", .. words, "--helo-name", "helo.example.com", "--dns-server", lab.DnsServer]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("given twice", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_line_lacks_is_said_once_for_all()
    {
        var addresses = await Executable.RunAsync(["test-spf-sender", "--sender", "-", "--mail-from", "a@example.com", "--dns-server", lab.DnsServer, "--json"], "192.0.2.5\n203.0.113.9\n", []);
        Assert.Equal(["Fail", "Pass"], addresses.Objects.Select(result => result.GetProperty("Result").GetString()).Order(StringComparer.Ordinal));
        var names = await Executable.RunAsync(["test-spf-sender", "--sender", "a@example.com", "a@soft.example.com", "--ip-address", "203.0.113.9", "--dns-server", lab.DnsServer, "--json"], "", []);
        Assert.Equal(["Fail", "SoftFail"], names.Objects.Select(result => result.GetProperty("Result").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_record_is_proved_before_it_is_published()
    {
        var outcome = await Executable.RunAsync(
            "test-spf-sender", "203.0.113.9", "a@example.com", "--record", "v=spf1 ip4:203.0.113.9 -all", "--dns-server", lab.DnsServer, "--quiet");
        Assert.Equal((0, "", ""), (outcome.ExitCode, outcome.Output, outcome.Error));
    }

    [Fact]
    public async Task The_trace_is_a_tree_and_plain_in_a_pipe()
    {
        var outcome = await Executable.RunAsync("test-spf-sender", "203.0.113.9", "a@example.com", "--trace", "--dns-server", lab.DnsServer);
        Assert.DoesNotContain('\u001b', outcome.Output);
        Assert.Contains("├── include:_spf.example.net: no match", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("│   └── _spf.example.net: Neutral, v=spf1", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("└── -all: match", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("203.0.113.9 may not send for example.com", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_takes_too_long_could_not_be_carried_out()
    {
        using var silent = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var outcome = await Executable.RunAsync(
            "test-spf-sender", "192.0.2.5", "a@example.com", "--timeout", "0.2", "--dns-server", silent.Client.LocalEndPoint!.ToString()!, "--json");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal("TimeLimit", outcome.Objects[0].GetProperty("Problem").GetProperty("Kind").GetString());
    }

    [Theory]
    [InlineData("test-spf-sender")]
    [InlineData("test-spf-sender", "192.0.2.300", "a@example.com")]
    [InlineData("test-spf-sender", "192.0.2.1", "")]
    [InlineData("test-spf-sender", "192.0.2.1")]
    [InlineData("Test-SpfSender", "192.0.2.1", "a@example.com")]
    [InlineData("test-spf-sender", "192.0.2.1", "a@example.com", "--record", "-all")]
    [InlineData("test-spf-sender", "192.0.2.1", "a@example.com", "--void-lookup-limit", "-1")]
    [InlineData("test-spf-sender", "192.0.2.1", "a@example.com", "--timeout", "0")]
    [InlineData("test-spf-sender", "--sender", "-")]
    public async Task Wrong_usage_is_told_on_the_error_stream(params string[] arguments)
    {
        var outcome = await Executable.RunAsync([.. arguments, "--dns-server", "127.0.0.1:1"]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
    }
}

/// <summary>A DNS server with a few SPF records, which the executable's tests share.</summary>
public sealed class SpfLab : IAsyncLifetime
{
    private const string Com = """
        @         TXT   "v=spf1 ip4:192.0.2.0/28 include:_spf.example.net -all exp=why.example.com"
        why       TXT   "%{i} may not send for %{d}"
        soft      TXT   "v=spf1 ~all"
        none      A     192.0.2.99
        bad       TXT   "v=spf1 ip4:192.0.2.300 -all"
        helo      TXT   "v=spf1 ip4:192.0.2.6 -all"
        """;

    private const string Net = """
        _spf      TXT   "v=spf1 ip6:2001:db8:25::/48 ?all"
        """;

    private LabDnsServer? _server;

    public string DnsServer => (_server ?? throw new InvalidOperationException("The server has not started.")).EndPoint.ToString();

    public ValueTask InitializeAsync()
    {
        _server = LabDnsServer.Start([LabZone.Parse("example.com", Com), LabZone.Parse("example.net", Net)]);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
