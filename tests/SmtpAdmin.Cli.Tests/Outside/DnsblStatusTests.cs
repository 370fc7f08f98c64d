using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SmtpAdmin.Lab;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary><c>smtpadmin get-dnsbl-status</c>: what is asked, what is printed, and the exit code.</summary>
public sealed class DnsblStatusTests(ListsFixture lists) : IClassFixture<ListsFixture>, IDisposable
{
    private const string Key = "s3cretkey0123456789";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dnsbl-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0, "1.2.3.5 Lab-One NotListed", "1.2.3.5", "--provider", "Lab-One")]
    [InlineData(1, "1.2.3.4 Lab-One Listed", "1.2.3.4", "--provider", "Lab-One")]
    [InlineData(1, "1.2.3.4 Lab-One Listed,1.2.3.4 Lab-Refuse Refused", "1.2.3.4", "--provider", "Lab-One", "Lab-Refuse")]
    [InlineData(0, "1.2.3.5 Lab-One NotListed,1.2.3.5 Lab-Refuse Refused", "1.2.3.5", "--provider", "Lab-One", "Lab-Refuse")]
    [InlineData(3, "1.2.3.5 Lab-Refuse Refused", "1.2.3.5", "--provider", "Lab-Refuse")]
    [InlineData(3, "1.2.3.5 lame.lists.test Unknown", "1.2.3.5", "--provider", "lame.lists.test")]
    [InlineData(3, "1.2.3.5 nowhere.other.test Refused", "1.2.3.5", "--provider", "nowhere.other.test")]
    [InlineData(3, "1.2.3.5 parked.lists.test Broken", "1.2.3.5", "--provider", "parked.lists.test")]
    [InlineData(3, "1.2.3.5 world.lists.test Broken", "1.2.3.5", "--provider", "world.lists.test")]
    [InlineData(3, "1.2.3.5 vanished.lists.test Broken", "1.2.3.5", "--provider", "vanished.lists.test")]
    [InlineData(1, "1.2.3.4 world.lists.test Listed", "1.2.3.4", "--provider", "world.lists.test", "--skip-provider-test")]
    [InlineData(3, "1.2.3.4 flaky.lists.test Unknown", "1.2.3.4", "--provider", "flaky.lists.test", "--timeout", "0.2")]
    [InlineData(3, "1.2.3.5 dead.lists.test Unknown", "1.2.3.5", "--provider", "dead.lists.test", "--timeout", "0.2")]
    [InlineData(0, "1.2.3.5 Lab-One NotListed,1.2.3.5 dead.lists.test Unknown", "1.2.3.5", "--provider", "Lab-One", "dead.lists.test", "--timeout", "1")]
    [InlineData(3, "10.1.2.3  Unknown", "10.1.2.3", "--provider", "Lab-One")]
    [InlineData(3, "10.1.2.3  Unknown,1.2.3.5 Lab-One NotListed", "10.1.2.3", "1.2.3.5", "--provider", "Lab-One")]
    [InlineData(1, "127.0.0.2 Lab-One Listed", "127.0.0.2", "--provider", "Lab-One", "--force")]
    [InlineData(1, "a.b.bad.example Lab-Domains Listed", "a.b.BAD.example", "--provider", "Lab-Domains")]
    [InlineData(0, "good.example Lab-Domains NotListed", "--target", "good.example", "--provider", "Lab-*", "--category", "Phishing")]
    public async Task The_exit_code_says_what_the_objects_say(int exitCode, string results, params string[] arguments)
    {
        var outcome = await RunAsync([.. arguments, "--json"]);
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(results.Split(',').Order(StringComparer.Ordinal), outcome.Objects.Select(Short).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_json_has_the_properties_of_the_powershell_object()
    {
        var outcome = await RunAsync("1.2.3.4", "--provider", "Lab-One", "--json");
        var result = Assert.Single(outcome.Objects);
        Assert.Equal(PropertiesOf<DnsblResult>(), NamesIn(result));
        Assert.Equal(("Listed", "Address", "High"), (Text(result, "Status"), Text(result, "Kind"), Text(result, "Severity")));
        Assert.Equal(("127.0.0.2", "sent spam"), (result.GetProperty("Codes")[0].GetString(), result.GetProperty("Meanings")[0].GetString()));
        Assert.Equal(("Seen sending spam", "https://lists.test/remove?ip=1.2.3.4", "4.3.2.1.one.lists.test"), (Text(result, "Reason"), Text(result, "DelistUrl"), Text(result, "QueriedName")));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$", Text(result, "CheckedAt"));
        Assert.True(result.GetProperty("DurationMs").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("Since").ValueKind);
        Assert.Equal("DNSBL-LISTED", Text(Assert.Single(result.GetProperty("Findings").EnumerateArray()), "Code"));
    }

    [Fact]
    public async Task A_summary_is_one_object_for_each_target()
    {
        var outcome = await RunAsync("1.2.3.4/31", "--provider", "Lab-One", "Lab-Two", "Lab-Refuse", "--summary", "--json");
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Error));
        var (listed, clean) = (outcome.Objects.Single(summary => Text(summary, "Target") == "1.2.3.4"), outcome.Objects.Single(summary => Text(summary, "Target") == "1.2.3.5"));
        Assert.Equal(PropertiesOf<DnsblSummary>(), NamesIn(listed));
        Assert.Equal(("Listed", "High", "Lab-One"), (Text(listed, "Status"), Text(listed, "Severity"), listed.GetProperty("ListedOn")[0].GetString()));
        Assert.Equal(("Refused", null, "Lab-Refuse"), (Text(clean, "Status"), Text(clean, "Severity"), clean.GetProperty("UndecidedOn")[0].GetString()));
        Assert.Equal("1.2.3.4/31", Text(clean, "Input"));
    }

    [Fact]
    public async Task Listed_only_prints_listings_and_says_on_the_error_stream_what_is_not_known()
    {
        var outcome = await RunAsync("1.2.3.0/29", "--provider", "Lab-One", "Lab-Refuse", "--listed-only", "--json");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("1.2.3.4 Lab-One Listed", Short(Assert.Single(outcome.Objects)));
        Assert.StartsWith("smtpadmin: warning: 8 of 16 answers are not known", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("smtpadmin test-dnsbl-provider", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_for_people_is_plain_in_a_pipe_and_says_what_to_do()
    {
        var outcome = await RunAsync("1.2.3.4", "1.2.3.5", "--provider", "Lab-One", "Lab-Refuse");
        Assert.DoesNotContain('\u001b', outcome.Output);
        Assert.Matches(@"Listed +1\.2\.3\.4 +Lab-One +127\.0\.0\.2 sent spam", outcome.Output);
        Assert.Contains("https://lists.test/remove?ip=1.2.3.4", outcome.Output, StringComparison.Ordinal);
        Assert.Matches(@"NotListed +1\.2\.3\.5 +Lab-One", outcome.Output);
        Assert.Contains("--dns-server", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" -DnsServer", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_gives_one_a_line_and_a_bad_line_loses_nothing()
    {
        var outcome = await RunAsync(["-", "--provider", "Lab-One", "--json"], "\uFEFF1.2.3.5\r\n# a comment\r\n\r\n1.2.3.999\r\n1.0.0.0/8\r\n  1.2.3.6\r\n", []);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(["1.2.3.5 Lab-One NotListed", "1.2.3.6 Lab-One NotListed"], outcome.Objects.Select(Short).Order(StringComparer.Ordinal));
        Assert.Contains("'1.2.3.999'", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("65,536", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_is_told_whatever_else_went_wrong()
    {
        var outcome = await RunAsync("1.2.3.999", "1.2.3.4", "10.0.0.1", "--provider", "Lab-One", "no-such-list", "--json");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(["1.2.3.4 Lab-One Listed", "10.0.0.1  Unknown"], outcome.Objects.Select(Short).Order(StringComparer.Ordinal));
        Assert.Contains("'1.2.3.999'", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("'no-such-list'", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_set_aside_says_so_in_its_object()
    {
        var outcome = await RunAsync("192.168.0.0/24", "--provider", "Lab-One", "--json");
        var finding = Assert.Single(Assert.Single(outcome.Objects).GetProperty("Findings").EnumerateArray());
        Assert.Equal(("TARGET-NOT-PUBLIC", "Warning"), (Text(finding, "Code"), Text(finding, "Severity")));
        Assert.Contains("--force", Text(finding, "Remedy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lab-One", "dnsbl.sorbs.net", "was closed on 5 June 2024")]
    [InlineData("Lab-One", "Lab-On", "Did you mean Lab-One?")]
    [InlineData("Lab-One", "bl..test", "")]
    public async Task A_list_that_cannot_be_asked_is_wrong_usage_and_the_others_are_asked(string good, string bad, string told)
    {
        var outcome = await RunAsync("1.2.3.5", "--provider", good, bad, "--json");
        Assert.Equal((2, "1.2.3.5 Lab-One NotListed"), (outcome.ExitCode, Short(Assert.Single(outcome.Objects))));
        Assert.Contains(told, outcome.Error, StringComparison.Ordinal);
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("1.2.3.4", "--changed-only")]
    [InlineData("1.2.3.4", "--confirmations", "2")]
    [InlineData("1.2.3.4", "--confirmations", "0", "--state-path", "x")]
    [InlineData("1.2.3.4", "--state-path", "")]
    [InlineData("1.2.3.4", "--throttle-limit", "0")]
    [InlineData("1.2.3.4", "--timeout", "never")]
    [InlineData("1.2.3.4", "--provider", "dnsbl.sorbs.net")]
    [InlineData("1.2.3.4", "--provider", "no-such-list")]
    [InlineData("1.2.3.4", "--category", "Spamm")]
    [InlineData("1.2.3.4", "--dqs-key-env", "NO_SUCH_VARIABLE")]
    [InlineData("-", "--dqs-key-stdin")]
    [InlineData("-")]
    public async Task Wrong_usage_is_told_on_the_error_stream(params string[] arguments)
    {
        var before = lists.Dns.QueryCount;
        var outcome = await RunAsync(arguments);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(before, lists.Dns.QueryCount);
    }

    [Fact]
    public async Task What_is_wrong_with_a_file_of_lists_is_told_with_its_line()
    {
        var file = PathOf("mine.json");
        await File.WriteAllTextAsync(file, "{ \"providers\": [\n  { \"name\": \"Our-List\", \"zonee\": \"bl.example.org\" } ] }", TestContext.Current.CancellationToken);
        var outcome = await Executable.RunAsync("get-dnsbl-status", "1.2.3.4", "--provider-file", file, "--dns-server", lists.DnsServer);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("line 2", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'zone'?", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Executable.RunAsync("get-dnsbl-status", "1.2.3.4", "--provider-file", PathOf("missing.json"))).ExitCode);
    }

    [Theory]
    [InlineData(Key, 3)] // the lab refuses the zone that the key opens
    [InlineData("not.a-key", 2)]
    public async Task A_key_is_never_printed(string key, int exitCode)
    {
        var before = lists.Dns.QueryCount;
        var outcomes = new[]
        {
            await RunAsync(["1.2.3.4", "--provider", "SpamhausZen", "--dqs-key-env", "TEST_KEY", "--json"], "", new() { ["TEST_KEY"] = key }),
            await RunAsync(["1.2.3.4", "--provider", "SpamhausZen", "--dqs-key-stdin"], key + "\n", []),
        };
        Assert.All(outcomes, outcome => Assert.Equal(exitCode, outcome.ExitCode));
        Assert.DoesNotContain(key, string.Concat(outcomes.Select(outcome => outcome.Output + outcome.Error)), StringComparison.OrdinalIgnoreCase);
        if (exitCode == 2) Assert.Equal(before, lists.Dns.QueryCount);
        else Assert.Contains(lists.Dns.Queries, query => query.Name.ToString() == $"2.0.0.127.{key}.zen.dq.spamhaus.net");
    }

    [Fact]
    public async Task An_interrupt_ends_it_with_130_while_a_dead_list_is_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGINT to send to one process on Windows.");
        await using var dns = LabDnsServer.Start([ListsFixture.Zone()]);
        foreach (var entry in new[] { "2.0.0.127", "1.0.0.127" }) dns.Order($"{entry}.dead.lists.test", new LabDnsFault(LabDnsFaultKind.Drop));
        using var process = Executable.Start(
            ["get-dnsbl-status", "1.2.0.0/16", "--provider", "dead.lists.test", "--timeout", "300", "--dns-server", dns.EndPoint.ToString(), "--state-path", PathOf("state.json")], []);
        try
        {
            while (dns.QueryCount < 2) await Task.Delay(20, TestContext.Current.CancellationToken);
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal(130, process.ExitCode);
            Assert.False(File.Exists(PathOf("state.json")));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task It_ends_when_nobody_reads_its_output()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Pipes close otherwise there.");
        await using var dns = LabDnsServer.Start([ListsFixture.Zone()]);
        using var process = Executable.Start(["get-dnsbl-status", "1.2.0.0/16", "--provider", "one.lists.test", "--dns-server", dns.EndPoint.ToString()], []);
        try
        {
            Assert.NotNull(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            process.StandardOutput.Close();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal(141, process.ExitCode); // as of SIGPIPE
            Assert.InRange(dns.QueryCount, 3, 65_000);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private Task<Outcome> RunAsync(params string[] arguments) => RunAsync(arguments, "", []);

    private Task<Outcome> RunAsync(string[] arguments, string standardInput, Dictionary<string, string> environment) =>
        Executable.RunAsync(["get-dnsbl-status", .. arguments, "--dns-server", lists.DnsServer, "--provider-file", lists.ProviderFile], standardInput, environment);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static string Short(JsonElement result) => $"{Text(result, "Target")} {Text(result, "Provider")} {Text(result, "Status")}";

    private static string? Text(JsonElement result, string name) => result.GetProperty(name).GetString();

    private static IEnumerable<string> PropertiesOf<T>() => typeof(T).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> NamesIn(JsonElement result) => result.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);
}
