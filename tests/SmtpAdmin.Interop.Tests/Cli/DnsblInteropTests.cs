using System.Text.Json;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Cli;

/// <summary><c>smtpadmin</c> asks rbldnsd with zones like those of real lists.</summary>
public sealed class DnsblInteropTests(PeerSet peers) : IAsyncLifetime
{
    /// <summary>A list of each kind that works, and one of each that does not.</summary>
    private static readonly string[] Lists = ["SpamhausZen", "SpamCop", "DnsWl", "SpamhausDbl", "SurblMulti", "SpamhausSbl", "Barracuda", "BlocklistDe"];

    public async ValueTask InitializeAsync() => await peers.Blacklists.RequireAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Listings_are_told_from_all_that_is_none(bool throughUnbound)
    {
        if (throughUnbound) await peers.BlacklistResolver.RequireAsync();
        var server = throughUnbound ? peers.BlacklistResolver.EndPoint : peers.Blacklists.EndPoint;
        var run = await SmtpAdminRunner.RunAsync(
            ["get-dnsbl-status", "1.2.3.4", "1.2.5.25", "www.phish.example", "--provider", .. Lists, "--dns-server", server.ToString(), "--json"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "1.2.3.4 Barracuda Broken DNSBL-LISTS-EVERYTHING", "1.2.3.4 BlocklistDe Broken DNSBL-TEST-ENTRY-MISSING", "1.2.3.4 DnsWl NotListed",
                "1.2.3.4 SpamCop Listed DNSBL-LISTED", "1.2.3.4 SpamhausSbl Refused DNSBL-REFUSED", "1.2.3.4 SpamhausZen Listed DNSBL-LISTED",
                "1.2.5.25 Barracuda Broken DNSBL-LISTS-EVERYTHING", "1.2.5.25 BlocklistDe Broken DNSBL-TEST-ENTRY-MISSING", "1.2.5.25 DnsWl Allowed",
                "1.2.5.25 SpamCop NotListed", "1.2.5.25 SpamhausSbl Refused DNSBL-REFUSED", "1.2.5.25 SpamhausZen NotListed",
                "www.phish.example SpamhausDbl Listed DNSBL-LISTED", "www.phish.example SurblMulti Listed DNSBL-LISTED",
            ],
            Objects(run).Select(result => $"{Text(result, "Target")} {Text(result, "Provider")} {Text(result, "Status")} {Codes(result)}".TrimEnd()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_zone_that_the_catalogue_lacks_is_asked_beside_those_that_it_has()
    {
        var run = await SmtpAdminRunner.RunAsync(
            ["get-dnsbl-status", "-", "--provider", "bl.own.test", "zen.spamhaus.org", "--listed-only", "--dns-server", peers.Blacklists.EndPoint.ToString()], input: "1.2.3.0/29\n");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"Listed +1\.2\.3\.4 +bl\.own\.test +127\.9\.9\.", run.Output);
        Assert.Contains("Seen here", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("NotListed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_file_holds_the_run_of_real_lists()
    {
        using var directory = new PeerDirectory("state");
        string[] watch =
        [
            "get-dnsbl-status", "1.2.3.0/28", "2600:bad::1", "--provider", .. Lists, "--dns-server", peers.Blacklists.EndPoint.ToString(),
            "--state-path", directory["state.json"], "--log-path", directory["log"], "--changed-only", "--json",
        ];

        var (first, second) = (await SmtpAdminRunner.RunAsync(watch), await SmtpAdminRunner.RunAsync(watch));

        Assert.Equal((1, 1), (first.ExitCode, second.ExitCode));
        Assert.Equal(
            ["1.2.3.2 SpamhausZen Added", "1.2.3.3 SpamhausZen Added", "1.2.3.4 SpamCop Added", "1.2.3.4 SpamhausZen Added", "2600:bad::1 SpamhausZen Added"],
            Objects(first).Select(result => $"{Text(result, "Target")} {Text(result, "Provider")} {Text(result, "Change")}").Order(StringComparer.Ordinal));
        Assert.Equal(("", ""), (second.Output, second.Error));
        Assert.Equal(7, (await File.ReadAllLinesAsync(directory["log"], TestContext.Current.CancellationToken)).Length); // five changes, two runs
    }

    [Fact]
    public async Task Each_list_is_told_by_whether_it_can_be_used()
    {
        var run = await SmtpAdminRunner.RunAsync(["test-dnsbl-provider", .. Lists, "dnsbl.sorbs.net", "--dns-server", peers.Blacklists.EndPoint.ToString(), "--json"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "Barracuda Broken ", "BlocklistDe Broken ", "DnsWl Usable IPv4 IPv6", "Sorbs Retired ", "SpamCop Usable IPv4 IPv6", "SpamhausDbl Usable Domain",
                "SpamhausSbl Refused ", "SpamhausZen Usable IPv4 IPv6", "SurblMulti Usable Domain",
            ],
            Objects(run).Select(test => $"{Text(test, "Provider")} {Text(test, "Status")} {string.Join(' ', test.GetProperty("UsableFor").EnumerateArray())}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_the_whole_catalogue_those_are_usable_that_answer_here()
    {
        var run = await SmtpAdminRunner.RunAsync(
            ["test-dnsbl-provider", "--exclude-provider", BlacklistZones.Dead.Zone, "--dns-server", peers.Blacklists.EndPoint.ToString(), "--json"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        var tests = Objects(run);
        Assert.True(tests.Count >= 40, $"{tests.Count} lists were tested.");
        Assert.Equal(
            [
                "DnsWl", "SpamCop", "SpamEatingMonkeyUri", "SpamhausDbl", "SpamhausZen", "SurblMulti", "TeamCymruBogons", "TeamCymruFullBogonsIpv6", "UriblMulti",
                "ValiditySenderScore", // has no entry that must be listed, but its zone is there; ValidityRpbl's below it is not
            ],
            tests.Where(test => Text(test, "Status") == "Usable").Select(test => Text(test, "Provider")!).Order(StringComparer.Ordinal));
        Assert.All(
            tests.Where(test => Text(test, "Status") == "Refused"),
            test => Assert.Contains(test.GetProperty("Findings").EnumerateArray(), finding => Text(finding, "Code") == "DNSBL-REFUSED"));
    }

    [Fact]
    public async Task A_key_opens_its_zone_and_is_never_printed()
    {
        var environment = new Dictionary<string, string> { ["TEST_KEY"] = BlacklistZones.Key };
        string[] key = ["--provider", "SpamhausZen", "--dqs-key-env", "TEST_KEY", "--dns-server", peers.Blacklists.EndPoint.ToString(), "--json"];

        var status = await SmtpAdminRunner.RunAsync(["get-dnsbl-status", "1.2.3.3", .. key], environment);
        var test = await SmtpAdminRunner.RunAsync(["test-dnsbl-provider", .. key], environment);

        Assert.Equal((1, 0), (status.ExitCode, test.ExitCode));
        Assert.Equal("3.3.2.1.{key}.zen.dq.spamhaus.net", Text(Assert.Single(Objects(status)), "QueriedName"));
        Assert.DoesNotContain(BlacklistZones.Key, status.Output + status.Error + test.Output + test.Error, StringComparison.OrdinalIgnoreCase);
    }

    private static IReadOnlyList<JsonElement> Objects(PeerCommand run) =>
        [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string? Text(JsonElement result, string name) => result.GetProperty(name).GetString();

    private static string Codes(JsonElement result) => string.Join(' ', result.GetProperty("Findings").EnumerateArray().Select(finding => Text(finding, "Code")));
}
