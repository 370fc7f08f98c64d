using System.Diagnostics;
using System.Globalization;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary><c>smtpadmin test-dnsbl-provider</c>.</summary>
public sealed class TestDnsblProviderTests(ListsFixture lists) : IClassFixture<ListsFixture>
{
    [Theory]
    [InlineData("Lab-One", "Usable", 0)]
    [InlineData("dom.lists.test", "Usable", 0)]
    [InlineData("one.lists.test", "Usable", 0)]
    [InlineData("Lab-Refuse", "Refused", 1)]
    [InlineData("nowhere.other.test", "Refused", 1)]
    [InlineData("parked.lists.test", "Broken", 1)]
    [InlineData("world.lists.test", "Broken", 1)]
    [InlineData("vanished.lists.test", "Broken", 1)]
    [InlineData("dead.lists.test", "Unknown", 1, "--timeout", "0.2")] // it drops IPv4's entries; whether it holds IPv6 and domains nobody knows
    [InlineData("Sorbs", "Retired", 1)]
    [InlineData("dnsbl.sorbs.net", "Retired", 1)]
    public async Task The_exit_code_and_the_object_say_the_same(string provider, string status, int exitCode, params string[] more)
    {
        var outcome = await RunAsync([provider, "--json", .. more]);
        var test = Assert.Single(outcome.Objects);
        Assert.Equal((exitCode, status, ""), (outcome.ExitCode, test.GetProperty("Status").GetString(), outcome.Error));
        Assert.Equal(exitCode == 0, test.GetProperty("Passed").GetBoolean());
        Assert.Equal(exitCode == 0, test.GetProperty("Findings").GetArrayLength() == 0);
    }

    [Fact]
    public async Task The_json_has_the_properties_of_the_powershell_object()
    {
        var test = Assert.Single((await RunAsync("Lab-One", "--json")).Objects);
        Assert.Equal(
            typeof(DnsblProviderTest).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal),
            test.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal("IPv4", Assert.Single(test.GetProperty("UsableFor").EnumerateArray()).GetString());
        var query = test.GetProperty("Queries")[0];
        Assert.Equal(("127.0.0.2", true, "2.0.0.127.one.lists.test"), (query.GetProperty("Entry").GetString(), query.GetProperty("MustBeListed").GetBoolean(), query.GetProperty("QueriedName").GetString()));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", test.GetProperty("CheckedAt").GetString());
    }

    [Fact]
    public async Task Lists_come_by_wildcard_by_name_and_one_a_line()
    {
        var wildcard = await RunAsync("Lab-*", "--exclude-provider", "Lab-Refuse", "--json");
        Assert.Equal((0, ""), (wildcard.ExitCode, wildcard.Error));
        Assert.Equal(["Lab-Domains", "Lab-One", "Lab-Two"], Names(wildcard));
        Assert.Equal(["Lab-One", "Lab-Two"], Names(await RunAsync("--provider", "Lab-One", "lab-two", "--json")));
        Assert.Equal(["Lab-One", "Lab-Two"], Names(await RunAsync(["-", "--json"], "\uFEFFLab-One\r\n# not this one: Lab-Refuse\r\n\r\nLab-Two\r\n")));
    }

    [Fact]
    public async Task An_unknown_name_is_wrong_usage_and_the_others_are_tested()
    {
        var outcome = await RunAsync("Lab-Won", "Lab-Two", "--json");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(["Lab-Two"], Names(outcome));
        Assert.Contains("Did you mean", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_for_people_is_plain_in_a_pipe_and_says_what_to_do()
    {
        var outcome = await RunAsync("Lab-One", "Lab-Refuse", "Sorbs");
        Assert.Equal(1, outcome.ExitCode);
        Assert.DoesNotContain('\u001b', outcome.Output);
        Assert.Matches(@"Usable +Lab-One +one\.lists\.test", outcome.Output);
        Assert.Matches(@"Refused +Lab-Refuse", outcome.Output);
        Assert.Contains("public resolver", outcome.Output, StringComparison.Ordinal);
        Assert.Matches(@"Retired +Sorbs", outcome.Output);
        Assert.Contains("Take dnsbl.sorbs.net out of the configuration", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lab-One", 0)]
    [InlineData("Lab-Refuse", 1)]
    [InlineData("Sorbs", 1)]
    public async Task Quiet_prints_nothing_and_tells_by_its_exit_code(string provider, int exitCode)
    {
        var outcome = await RunAsync(provider, "--quiet");
        Assert.Equal((exitCode, "", ""), (outcome.ExitCode, outcome.Output, outcome.Error));
    }

    [Theory]
    [InlineData("no-such-list")]
    [InlineData("Lab-One", "--timeout", "0")]
    [InlineData("Lab-One", "--category")]
    [InlineData("-")]
    [InlineData("-", "--dqs-key-stdin")]
    [InlineData("Lab-One", "--exclude-provider", "Lab-One")]
    public async Task Wrong_usage_is_told_on_the_error_stream(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_ends_it_with_130_while_a_dead_list_is_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGINT to send to one process on Windows.");
        var before = lists.Dns.QueryCount;
        using var process = Executable.Start(["test-dnsbl-provider", "dead.lists.test", "--timeout", "300", "--dns-server", lists.DnsServer], []);
        try
        {
            while (lists.Dns.QueryCount < before + 2) await Task.Delay(20, TestContext.Current.CancellationToken);
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal(130, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private Task<Outcome> RunAsync(params string[] arguments) => RunAsync(arguments, "");

    private Task<Outcome> RunAsync(string[] arguments, string standardInput) =>
        Executable.RunAsync(["test-dnsbl-provider", .. arguments, "--dns-server", lists.DnsServer, "--provider-file", lists.ProviderFile], standardInput, []);

    private static IEnumerable<string?> Names(Outcome outcome) => outcome.Objects.Select(test => test.GetProperty("Provider").GetString()).Order(StringComparer.Ordinal);
}
