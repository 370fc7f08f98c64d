using System.Text.Json;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary><c>smtpadmin get-dnsbl-status</c> as a scheduled task runs it: a state file, a log, and silence until something changes.</summary>
public sealed class DnsblWatchTests(ListsFixture lists) : IClassFixture<ListsFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watch-");

    private string StatePath => Path.Combine(_folder.FullName, "state.json");

    private string LogPath => Path.Combine(_folder.FullName, "log.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Only_changes_are_printed()
    {
        var outcomes = new List<Outcome>();
        foreach (var listed in new[] { false, true, true, false, false }) outcomes.Add(await WatchAsync(listed));

        Assert.Equal([0, 1, 1, 0, 0], outcomes.Select(outcome => outcome.ExitCode));
        Assert.Equal(["", "Added Listed", "", "Removed NotListed", ""], outcomes.Select(Changes));
        Assert.All(outcomes, outcome => Assert.Equal("", outcome.Error));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT", outcomes[1].Objects[0].GetProperty("Since").GetString());
        Assert.Equal(outcomes[1].Objects[0].GetProperty("Since").GetString(), outcomes[3].Objects[0].GetProperty("Since").GetString());
    }

    [Fact]
    public async Task What_looks_like_a_slip_in_a_zone_is_told_by_the_first_run_and_then_by_the_log_alone()
    {
        string[] command = ["get-dnsbl-status", "1.2.3.5", "--provider", "bl.spamcop.nte", "Lab-One", "--provider-file", lists.ProviderFile, "--dns-server", lists.DnsServer];
        string[] watch = [.. command, "--changed-only", "--state-path", StatePath, "--log-path", LogPath];
        Assert.Contains("Did you mean bl.spamcop.net (SpamCop)?", (await Executable.RunAsync(watch)).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Did you mean", (await Executable.RunAsync(watch)).Error, StringComparison.Ordinal);
        Assert.All(await File.ReadAllLinesAsync(LogPath, TestContext.Current.CancellationToken), line => Assert.Contains("Did you mean bl.spamcop.net", line, StringComparison.Ordinal));
        Assert.Contains("Did you mean", (await Executable.RunAsync([.. command, "--state-path", StatePath])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_flaps_says_nothing_until_it_is_confirmed()
    {
        var outcomes = new List<Outcome>();
        foreach (var listed in new[] { true, false, true, false, true, true, false, true, false, false }) outcomes.Add(await WatchAsync(listed, "--confirmations", "2"));

        Assert.Equal(["", "", "", "", "", "Added Listed", "", "", "", "Removed NotListed"], outcomes.Select(Changes));
    }

    [Theory]
    [InlineData(LabDnsFaultKind.Refused)]
    [InlineData(LabDnsFaultKind.ServFail)]
    [InlineData(LabDnsFaultKind.Drop)]
    [InlineData(LabDnsFaultKind.Garbage)]
    public async Task Nothing_but_an_answer_is_a_removal(LabDnsFaultKind fault)
    {
        Assert.Equal("Added Listed", Changes(await WatchAsync(listed: true)));
        var outcome = await WatchAsync(listed: true, fault, "--timeout", "0.2");
        Assert.Equal((3, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("warning: Nothing is known of 1.2.3.4: no list that was asked gave an answer that counts (", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("smtpadmin test-dnsbl-provider says which lists can be used from here", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("", Changes(await WatchAsync(listed: true)));
        Assert.Equal("Removed NotListed", Changes(await WatchAsync(listed: false)));
    }

    [Fact]
    public async Task A_listing_that_ended_is_told_with_when_it_began_and_that_it_is_over()
    {
        await WatchAsync(listed: true);
        await using var dns = LabDnsServer.Start([ListsFixture.Zone(listed: false)]);
        var outcome = await Executable.RunAsync(
        [
            "get-dnsbl-status", "1.2.3.4", "--provider-file", lists.ProviderFile, "--provider", "Lab-One", "--dns-server", dns.EndPoint.ToString(),
            "--state-path", StatePath, "--changed-only",
        ]);

        Assert.Matches(@"^NotListed +1\.2\.3\.4 +Removed Lab-One +was listed from \d{4}-\d\d-\d\d \d\d:\d\dZ until\s+now\s*$", outcome.Output);
    }

    [Fact]
    public async Task A_list_that_has_told_nothing_for_a_day_is_told_of_once()
    {
        var since = DateTime.UtcNow.AddDays(-2);
        await WatchAsync(listed: false);
        var state = await File.ReadAllTextAsync(StatePath, TestContext.Current.CancellationToken);
        var entry = $$"""{"zone":"parked.lists.test","since":"{{since:yyyy-MM-dd'T'HH:mm:ss'Z'}}","checkedAt":"{{since:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""";
        await File.WriteAllTextAsync(StatePath, state.Replace("\"pairs\":[", $"\"blind\":[{entry}],\"pairs\":[", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await using var dns = LabDnsServer.Start([ListsFixture.Zone(listed: false)]);
        var told = new List<Outcome>();
        for (var run = 0; run < 2; run++) told.Add(await RunAsync(dns, "1.2.3.4", "--provider", "parked.lists.test", "--log-path", LogPath));

        Assert.All(told, outcome => Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output)));
        Assert.StartsWith($"smtpadmin: warning: parked.lists.test has told nothing in any run since {since:yyyy-MM-dd HH:mm}Z:", told[0].Error, StringComparison.Ordinal);
        Assert.Contains("smtpadmin test-dnsbl-provider parked.lists.test shows what it answers; --exclude-provider leaves it out.", told[0].Error, StringComparison.Ordinal);
        Assert.Equal("", told[1].Error);
        Assert.All(await File.ReadAllLinesAsync(LogPath, TestContext.Current.CancellationToken), line => Assert.Contains("\"blind\":[\"parked.lists.test\"]", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_grows_by_a_line_for_each_run_and_each_change()
    {
        foreach (var listed in new[] { true, true, false }) await WatchAsync(listed, "--log-path", LogPath);
        var lines = (await File.ReadAllLinesAsync(LogPath, TestContext.Current.CancellationToken)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["change Added", "run", "run", "change Removed", "run"], lines.Select(line =>
            line.TryGetProperty("change", out var change) ? $"{line.GetProperty("event").GetString()} {change.GetString()}" : line.GetProperty("event").GetString()));
    }

    [Fact]
    public async Task What_if_leaves_the_files_alone()
    {
        var outcome = await WatchAsync(listed: true, "--log-path", LogPath, "--what-if");
        Assert.Equal((1, "Added Listed"), (outcome.ExitCode, Changes(outcome)));
        Assert.Empty(_folder.EnumerateFileSystemInfos());

        await WatchAsync(listed: true);
        var before = await File.ReadAllBytesAsync(StatePath, TestContext.Current.CancellationToken);
        Assert.Equal("Removed NotListed", Changes(await WatchAsync(listed: false, "--what-if")));
        Assert.Equal(before, await File.ReadAllBytesAsync(StatePath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_is_told_and_every_listing_printed()
    {
        Directory.CreateDirectory(StatePath);
        var (listed, clean) = (await WatchAsync(listed: true), await WatchAsync(listed: false));
        Assert.Equal((1, "Listed"), (listed.ExitCode, Assert.Single(listed.Objects).GetProperty("Status").GetString()));
        Assert.Equal((3, ""), (clean.ExitCode, clean.Output));
        Assert.Contains(StatePath, clean.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_state_is_set_aside_and_said_so()
    {
        await WatchAsync(listed: true);
        await File.WriteAllTextAsync(StatePath, "{\"version\":1,\"tests\":[", TestContext.Current.CancellationToken);
        var outcome = await WatchAsync(listed: true);
        Assert.Equal((1, "Added Listed"), (outcome.ExitCode, Changes(outcome)));
        Assert.Contains("was set aside", outcome.Error, StringComparison.Ordinal);
        Assert.Single(_folder.EnumerateFiles("*.damaged-*"));
    }

    [Fact]
    public async Task Two_runs_at_once_leave_one_sound_state()
    {
        await using var dns = LabDnsServer.Start([ListsFixture.Zone()]);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => RunAsync(dns, $"1.2.{n}.0/26")));
        Assert.All(outcomes, outcome => Assert.Equal("", outcome.Error));
        using var state = JsonDocument.Parse(await File.ReadAllBytesAsync(StatePath, TestContext.Current.CancellationToken));
        Assert.Equal(4 * 64, state.RootElement.GetProperty("pairs").GetArrayLength());
    }

    private Task<Outcome> WatchAsync(bool listed, params string[] more) => WatchAsync(listed, fault: null, more);

    /// <summary>One run against a list as it is now.</summary>
    private async Task<Outcome> WatchAsync(bool listed, LabDnsFaultKind? fault, params string[] more)
    {
        await using var dns = LabDnsServer.Start([ListsFixture.Zone(listed)]);
        if (fault is { } kind) dns.Order("4.3.2.1.one.lists.test", new LabDnsFault(kind));
        return await RunAsync(dns, ["1.2.3.4", .. more]);
    }

    private Task<Outcome> RunAsync(LabDnsServer dns, params string[] more) => Executable.RunAsync(
    [
        "get-dnsbl-status", "--provider-file", lists.ProviderFile, "--provider", "Lab-One", "--dns-server", dns.EndPoint.ToString(),
        "--state-path", StatePath, "--changed-only", "--json", .. more,
    ]);

    private static string Changes(Outcome outcome) =>
        string.Join(", ", outcome.Objects.Select(result => $"{result.GetProperty("Change").GetString()} {result.GetProperty("Status").GetString()}"));
}
