using System.Net.Sockets;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class OptimizeSpfRecordTests(SpfFlatFixture lab) : IClassFixture<SpfFlatFixture>
{
    private const string Source = "v=spf1 mx include:big.flat.test ~include:soft.flat.test -all";
    private const string Flat = "v=spf1 ip4:192.0.2.25 ip4:198.51.100.0/24 ip4:203.0.113.0/24 ~ip4:10.0.0.0/8 -all";

    [Theory]
    [InlineData("flat.test", "Unchanged", 0)]
    [InlineData("nothing.flat.test", "NoRecord", 1)]
    [InlineData("broken.flat.test", "Invalid", 1)]
    [InlineData("over.flat.test", "OverBudget", 1)]
    [InlineData("down.flat.test", "Unknown", 3)]
    public async Task The_exit_code_and_the_object_say_the_same(string domain, string status, int exitCode)
    {
        var outcome = await RunAsync(domain, "--json");
        Assert.Equal(exitCode, outcome.ExitCode);
        var result = Assert.Single(outcome.Objects);
        Assert.Equal((domain, status), (result.GetProperty("Domain").GetString(), result.GetProperty("Status").GetString()));
        Assert.Equal(status == "Unchanged" ? 1 : 0, result.GetProperty("Records").GetArrayLength());
    }

    [Fact]
    public async Task The_json_has_the_properties_of_the_powershell_object()
    {
        var outcome = await RunAsync("flat.test", "--flatten", "*", "--json");
        var names = outcome.Objects[0].EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);
        Assert.Equal(typeof(Spf.SpfOptimization).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal), names);
        Assert.Equal(Flat, outcome.Objects[0].GetProperty("Records")[0].GetProperty("Value").GetString());
        var replaced = outcome.Objects[0].GetProperty("Replaced");
        Assert.Equal(["mx", "include:big.flat.test", "~include:soft.flat.test"], replaced.EnumerateArray().Select(item => item.GetProperty("Term").GetString()));
        Assert.Equal("198.51.100.0/24", replaced[1].GetProperty("Networks")[0].GetString());
        Assert.Equal(60, replaced[1].GetProperty("ShortestTtlSeconds").GetInt64());
    }

    [Fact]
    public async Task Text_for_people_has_the_records_to_copy()
    {
        var outcome = await RunAsync("flat.test", "--flatten", "*", "--keep", "mx,nothing.test");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("\nflat.test. IN TXT \"v=spf1 mx ip4:198.51.100.0/24 ", outcome.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        foreach (var text in new[] { "replaced include:big.flat.test", "kept     mx", "SPF-NO-SUCH-TERM", "smtpadmin optimize-spf-record with --record and --compare" })
            Assert.Contains(text, outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', outcome.Output);
    }

    [Fact]
    public async Task A_scheduled_run_tells_drift_by_its_exit_code()
    {
        var same = await RunAsync("made.flat.test", "--record", Source.Replace("mx", "mx:flat.test", StringComparison.Ordinal) + "\n", "--compare", "--flatten", "*", "--json");
        Assert.Equal((0, false), (same.ExitCode, same.Objects[0].GetProperty("Drift").GetProperty("Changed").GetBoolean()));
        var other = await RunAsync("made.flat.test", "--record", "v=spf1 include:big.flat.test -all", "--compare", "--max-lookups", "0", "--json");
        Assert.Equal(1, other.ExitCode);
        Assert.Equal("192.0.2.25", other.Objects[0].GetProperty("Drift").GetProperty("Removed")[0].GetString());
    }

    [Fact]
    public async Task A_silent_server_is_unknown()
    {
        using var socket = new UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var outcome = await Executable.RunAsync("optimize-spf-record", "flat.test", "--timeout", "0.3", "--dns-server", socket.Client.LocalEndPoint!.ToString()!);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("Unknown", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Domains_come_from_standard_input_and_a_bad_one_loses_nothing()
    {
        var outcome = await Executable.RunAsync(["optimize-spf-record", "-", "--dns-server", lab.DnsServer, "--json"], "flat.test\n# other\na..b\n", []);
        Assert.Equal((2, 1), (outcome.ExitCode, outcome.Objects.Count));
    }

    [Theory]
    [InlineData]
    [InlineData("flat.test", "--compare")]
    [InlineData("")]
    [InlineData("me@flat.test")]
    [InlineData("https://flat.test")]
    [InlineData("192.0.2.1")]
    [InlineData("localhost")]
    [InlineData("flat.test", "--record", "include:a.test")]
    [InlineData("flat.test", "--max-lookups", "11")]
    [InlineData("flat.test", "--max-length", "99")]
    [InlineData("flat.test", "--keep", "")]
    public async Task Wrong_usage_is_told_on_the_error_stream(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
    }

    private Task<Outcome> RunAsync(params string[] arguments) => Executable.RunAsync(["optimize-spf-record", .. arguments, "--dns-server", lab.DnsServer]);
}

/// <summary>A zone with records to flatten.</summary>
public sealed class SpfFlatFixture : IAsyncLifetime
{
    private LabDnsServer? _dns;

    public string DnsServer => _dns!.EndPoint.ToString();

    public ValueTask InitializeAsync()
    {
        _dns = LabDnsServer.Start([LabZone.Parse("flat.test", """
            $TTL 60
            @ TXT "v=spf1 mx include:big.flat.test ~include:soft.flat.test -all"
            @ MX 10 mail
            mail A 192.0.2.25
            big TXT "v=spf1 ip4:198.51.100.0/25 include:more.flat.test ip4:198.51.100.128/25 -all"
            more TXT "v=spf1 ip4:203.0.113.0/24 ~all"
            soft TXT "v=spf1 ip4:10.0.0.0/8 -all"
            broken TXT "v=spf1 include:nowhere.flat.test -all"
            down TXT "v=spf1 include:lame.flat.test -all"
            lame TXT "v=spf1 -all"
            made TXT "v=spf1 ip4:203.0.113.0/24 ip4:192.0.2.25 ip4:198.51.100.0/24 ~ip4:10.0.0.0/8 -all"
            over TXT "v=spf1 exists:%{i}.1.x exists:%{i}.2.x exists:%{i}.3.x exists:%{i}.4.x exists:%{i}.5.x exists:%{i}.6.x" " exists:%{i}.7.x exists:%{i}.8.x exists:%{i}.9.x exists:%{i}.10.x exists:%{i}.11.x -all"
            """)]);
        _dns.Order("lame.flat.test", new LabDnsFault(LabDnsFaultKind.ServFail));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _dns?.DisposeAsync() ?? ValueTask.CompletedTask;
}
