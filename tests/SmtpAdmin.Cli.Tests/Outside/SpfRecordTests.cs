using SmtpAdmin.Lab;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class SpfRecordTests(SpfRecordTests.Zone zone) : IClassFixture<SpfRecordTests.Zone>
{
    [Theory]
    [InlineData("good.spf.test", "Pass", 0)]
    [InlineData("soft.spf.test", "Warning", 0)]
    [InlineData("open.spf.test", "Fail", 1)]
    [InlineData("tokens.spf.test", "None", 1)]
    [InlineData("nowhere.spf.test", "None", 1)]
    [InlineData("servfail.spf.test", "Unknown", 3)]
    public async Task The_exit_code_and_the_object_say_the_same(string domain, string status, int exitCode)
    {
        var outcome = await Executable.RunAsync("test-spf-record", domain, "--dns-server", zone.Server, "--json");
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Error));
        var report = Assert.Single(outcome.Objects);
        Assert.Equal((domain, status), (report.GetProperty("Domain").GetString(), report.GetProperty("Status").GetString()));
        Assert.Equal(exitCode == 0, report.GetProperty("Passed").GetBoolean());
    }

    [Fact]
    public async Task The_json_has_the_properties_of_the_powershell_object_and_the_records_within_the_terms()
    {
        var outcome = await Executable.RunAsync("test-spf-record", "--domain", "good.spf.test", "--dns-server", zone.Server, "--json");
        var report = outcome.Objects[0];
        Assert.Equal(typeof(SpfRecordReport).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal), report.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        var include = report.GetProperty("Terms")[0];
        Assert.Equal("Include", include.GetProperty("Mechanism").GetString());
        Assert.Equal("9.9.9.0/24", include.GetProperty("Record").GetProperty("Terms")[0].GetProperty("Networks")[0].GetString());
        Assert.Equal(1, report.GetProperty("LookupCount").GetInt32());
    }

    [Fact]
    public async Task People_get_a_tree_with_running_totals_and_what_to_do()
    {
        var outcome = await Executable.RunAsync("test-spf-record", "many.spf.test", "--dns-server", zone.Server);
        Assert.Equal(1, outcome.ExitCode);
        Assert.DoesNotContain('\u001b', outcome.Output);
        Assert.Contains("12 of 10 look-ups", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("include:good.spf.test", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("+2 = 12", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("SPF-LOOKUP-LIMIT", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("RFC 7208 section 4.6.4", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_is_checked_before_it_is_published()
    {
        var alone = await Executable.RunAsync("test-spf-record", "--record", "v=spf1 mx include:good.spf.test -all", "--dns-server", zone.Server, "--json");
        Assert.Equal(0, alone.ExitCode);
        Assert.Contains("Give the domain with --domain.", alone.Output, StringComparison.Ordinal);
        var there = await Executable.RunAsync("test-spf-record", "open.spf.test", "--record", "v=spf1 include:good.spf.test -all", "--dns-server", zone.Server, "--json");
        Assert.Equal((0, "Pass"), (there.ExitCode, there.Objects[0].GetProperty("Status").GetString()));
        var wrong = await Executable.RunAsync("test-spf-record", "--record", "\"v=spf1 -all\"", "--dns-server", zone.Server);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("Write 'v=spf1 -all'.", wrong.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_gives_one_a_line_and_a_bad_line_loses_nothing()
    {
        var outcome = await Executable.RunAsync(["test-spf-record", "-", "--dns-server", zone.Server, "--json"], "good.spf.test\n# a comment\nme@good.spf.test\nopen.spf.test\n", []);
        Assert.Equal((2, 2), (outcome.ExitCode, outcome.Objects.Count));
        Assert.Contains("behind its '@'", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_prints_nothing_and_tells_by_its_exit_code()
    {
        var good = await Executable.RunAsync("test-spf-record", "good.spf.test", "--dns-server", zone.Server, "--quiet");
        Assert.Equal((0, "", ""), (good.ExitCode, good.Output, good.Error));
        var bad = await Executable.RunAsync("test-spf-record", "good.spf.test", "open.spf.test", "--dns-server", zone.Server, "--quiet");
        Assert.Equal((1, "", ""), (bad.ExitCode, bad.Output, bad.Error));
    }

    [Fact]
    public async Task The_limit_of_void_look_ups_is_settable()
    {
        var outcome = await Executable.RunAsync("test-spf-record", "void.spf.test", "--void-lookup-limit", "0", "--dns-server", zone.Server, "--json");
        Assert.Contains("SPF-VOID-LIMIT", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Executable.RunAsync("test-spf-record", "void.spf.test", "--dns-server", zone.Server, "--quiet")).ExitCode);
    }

    [Theory]
    [InlineData("domain is missing")]
    [InlineData("number from 0", "good.spf.test", "--void-lookup-limit", "-1")]
    [InlineData("no dot", "localhost")]
    [InlineData("--timeout", "good.spf.test", "--timeout", "0")]
    [InlineData("--record", "v=spf1 -all")]
    public async Task Wrong_usage_is_told(string expected, params string[] arguments)
    {
        var outcome = await Executable.RunAsync(["test-spf-record", .. arguments, "--dns-server", zone.Server]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>A DNS server with a few records.</summary>
    public sealed class Zone : IAsyncDisposable
    {
        private const string Text = """
            @ 60 IN SOA ns.spf.test. admin.spf.test. 1 60 60 60 60
            good 60 IN TXT "v=spf1 include:_net.spf.test -all"
            _net 60 IN TXT "v=spf1 ip4:9.9.9.0/24 -all"
            soft 60 IN TXT "v=spf1 ip4:9.9.9.9 ?all"
            open 60 IN TXT "v=spf1 +all"
            tokens 60 IN TXT "some token"
            void 60 IN TXT "v=spf1 a:none.spf.test ip4:9.9.9.9 -all"
            host 60 IN A 9.9.9.9
            host 60 IN AAAA 2a00::9
            many 60 IN TXT "v=spf1 a:host.spf.test/32 a:host.spf.test/31 a:host.spf.test/30 a:host.spf.test/29 a:host.spf.test/28 a:host.spf.test/27 a:host.spf.test/26 a:host.spf.test/25 a:host.spf.test/24 a:host.spf.test/23 " "include:good.spf.test -all"
            """;

        private readonly LabDnsServer _server = Start();

        public string Server => _server.EndPoint.ToString();

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private static LabDnsServer Start()
        {
            var server = LabDnsServer.Start([LabZone.Parse("spf.test.", Text)]);
            server.Order("servfail.spf.test", new LabDnsFault(LabDnsFaultKind.ServFail));
            return server;
        }
    }
}
