using System.Text.Json;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Runs that remember: what changed since the last ones, and what is kept for the next.</summary>
public sealed class DnsblRunnerMemoryTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly string[] Counts = ["targets", "lists", "pairs", "listed", "notListed", "allowed", "refused", "broken", "unknown", "changes"];

    private static StubResolver Listing(params string[] codes) => codes.Length == 0 ? Clean() : Clean().A("4.3.2.1.bl.test", codes);

    private static StubResolver Clean() => new StubResolver().List("bl.test");

    [Fact]
    public async Task Only_changes_are_told_from_run_to_run()
    {
        using var runs = Runs.Watching();
        runs.Request = runs.Request with { ChangedOnly = true };
        var start = runs.Folder.Time.Now;

        var added = Assert.Single((await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4", "1.2.3.5")).Results);
        Assert.Equal(("1.2.3.4", DnsblChange.Added, start), (added.Target, added.Change, added.Since));
        Assert.Equal(1, runs.Tally.Changes);
        runs.Wait(Hour);
        Assert.Empty((await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4", "1.2.3.5")).Results);
        Assert.Equal((1, 0), (runs.Tally[DnsblStatus.Listed], runs.Tally.Changes));
        runs.Wait(Hour);
        var removed = Assert.Single((await runs.RunAsync(Clean(), "1.2.3.4", "1.2.3.5")).Results);
        Assert.Equal((DnsblStatus.NotListed, DnsblChange.Removed, start), (removed.Status, removed.Change, removed.Since));
        runs.Wait(Hour);
        Assert.Empty((await runs.RunAsync(Clean(), "1.2.3.4", "1.2.3.5")).Results);
    }

    [Fact]
    public async Task Other_codes_are_a_change_and_the_listing_is_as_old_as_before()
    {
        var list = DnsblList.Of(Lists.Provider("bl.test") with { AnyCodeLists = true });
        using var runs = Runs.Watching(list);
        var start = runs.Folder.Time.Now;
        await runs.RunAsync(Listing("127.0.0.2", "127.0.0.4"), "1.2.3.4");
        runs.Wait(Hour);
        var same = Assert.Single((await runs.RunAsync(Listing("127.0.0.4", "127.0.0.2"), "1.2.3.4")).Results);
        Assert.Equal((null, start), (same.Change, same.Since));
        var other = Assert.Single((await runs.RunAsync(Listing("127.0.0.4"), "1.2.3.4")).Results);
        Assert.Equal((DnsblChange.CodeChanged, start), (other.Change, other.Since));
    }

    [Fact]
    public async Task Without_changed_only_all_is_shown_with_what_changed_on_it()
    {
        using var runs = Runs.Watching();
        Assert.Equal(["1.2.3.4 bl.test Listed Added", "1.2.3.5 bl.test NotListed"], (await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4", "1.2.3.5")).Short);
        Assert.Equal(["1.2.3.4 bl.test Listed", "1.2.3.5 bl.test NotListed"], (await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4", "1.2.3.5")).Short);
    }

    [Fact]
    public async Task Summaries_are_told_of_targets_that_changed()
    {
        using var runs = Runs.Watching(Lists.List("bl.test"), Lists.List("b.test"));
        runs.Request = runs.Request with { ChangedOnly = true, Summary = true };
        var report = await runs.RunAsync(Listing("127.0.0.2").List("b.test"), "1.2.3.4", "1.2.3.5");

        var summary = Assert.Single(report.Summaries);
        Assert.Equal(("1.2.3.4", 1, DnsblStatus.Listed), (summary.Target, summary.Changes, summary.Status));
        Assert.Empty((await runs.RunAsync(Listing("127.0.0.2").List("b.test"), "1.2.3.4", "1.2.3.5")).Summaries);
    }

    [Fact]
    public async Task A_list_that_flaps_says_nothing_until_it_said_the_same_as_often_as_confirmations_ask()
    {
        using var runs = Runs.Watching();
        runs.Request = runs.Request with { ChangedOnly = true, Confirmations = 2 };
        var start = runs.Folder.Time.Now;
        foreach (var code in new[] { "127.0.0.2", "", "127.0.0.2", "" })
        {
            Assert.Empty((await runs.RunAsync(code.Length > 0 ? Listing(code) : Clean(), "1.2.3.4")).Results);
            runs.Wait(Hour);
        }
        Assert.Empty((await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4")).Results);
        runs.Wait(Hour);
        var added = Assert.Single((await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4")).Results);
        Assert.Equal((DnsblChange.Added, start + (4 * Hour)), (added.Change, added.Since));
    }

    [Theory]
    [InlineData(DnsOutcome.Refused, DnsblStatus.Refused)]
    [InlineData(DnsOutcome.Timeout, DnsblStatus.Unknown)]
    [InlineData(DnsOutcome.ServFail, DnsblStatus.Unknown)]
    [InlineData(DnsOutcome.Malformed, DnsblStatus.Unknown)]
    public async Task Silence_is_no_removal_and_no_new_listing_after_it(DnsOutcome outcome, DnsblStatus status)
    {
        using var runs = Runs.Watching();
        var start = runs.Folder.Time.Now;
        await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4");
        runs.Wait(Hour);
        Assert.Equal([$"1.2.3.4 bl.test {status}"], (await runs.RunAsync(Clean().Fails("4.3.2.1.bl.test", DnsType.A, outcome), "1.2.3.4")).Short);
        runs.Wait(Hour);
        var again = Assert.Single((await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4")).Results);
        Assert.Equal((DnsblStatus.Listed, null, start), (again.Status, again.Change, again.Since));
    }

    [Fact]
    public async Task A_few_unknowns_do_not_break_the_silence_of_a_task_that_speaks_of_changes()
    {
        using var runs = Runs.Watching(Lists.List("bl.test"), Lists.List("dead.test"));
        runs.Request = runs.Request with { ChangedOnly = true };
        var report = await runs.RunAsync(Clean().Fails("2.0.0.127.dead.test", DnsType.A, DnsOutcome.Timeout), "1.2.3.4");

        Assert.Empty(report.Results);
        Assert.Empty(report.Warnings);
        Assert.Equal((1, 0), (runs.Tally.Undecided, runs.Tally.UndecidedTargets));
    }

    [Fact]
    public async Task A_passed_test_is_not_repeated_within_a_day()
    {
        using var runs = Runs.Watching();
        Assert.Contains("2.0.0.127.bl.test", await AskedAsync());
        runs.Wait(Hour * 23);
        Assert.DoesNotContain("2.0.0.127.bl.test", await AskedAsync());
        runs.Wait(Hour * 2);
        Assert.Contains("2.0.0.127.bl.test", await AskedAsync());

        async Task<IReadOnlyCollection<string>> AskedAsync()
        {
            var dns = Clean();
            await runs.RunAsync(dns, "1.2.3.4");
            return dns.Asked;
        }
    }

    [Fact]
    public async Task A_list_that_passed_lately_is_tested_once_when_it_says_something_new()
    {
        using var runs = Runs.Watching();
        await runs.RunAsync(Clean(), "1.2.3.4");
        runs.Wait(Hour);
        var dns = Clean();
        for (var n = 1; n < 50; n++) dns.A($"{n}.3.2.1.bl.test", "127.0.0.2");
        var report = await runs.RunAsync(dns, "1.2.3.0/24");

        Assert.Equal(49, report.Results.Count(result => result.Change == DnsblChange.Added));
        Assert.Single(dns.Asked, "2.0.0.127.bl.test");
    }

    [Fact]
    public async Task A_list_that_is_gone_since_the_last_run_removes_nothing()
    {
        using var runs = Runs.Watching();
        await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4");
        runs.Wait(Hour);
        var report = await runs.RunAsync(new StubResolver(), "1.2.3.4");

        Assert.Equal(["1.2.3.4 bl.test Broken"], report.Short);
        Assert.Equal("DNSBL-TEST-ENTRY-MISSING", Assert.Single(report.Results[0].Findings).Code);
        runs.Wait(Hour * 25);
        Assert.Equal(["1.2.3.4 bl.test Broken"], (await runs.RunAsync(new StubResolver(), "1.2.3.4")).Short);
    }

    [Fact]
    public async Task A_list_that_lists_the_world_since_the_last_run_adds_nothing()
    {
        using var runs = Runs.Watching();
        await runs.RunAsync(Clean(), "1.2.3.0/28");
        runs.Wait(Hour);
        var report = await runs.RunAsync(new EverythingIs("127.0.0.2"), "1.2.3.0/28");

        Assert.Equal(16, report.Results.Count);
        Assert.All(report.Results, result => Assert.Equal((DnsblStatus.Broken, null, "DNSBL-LISTS-EVERYTHING"), (result.Status, result.Change, result.Findings[0].Code)));
    }

    [Fact]
    public async Task A_test_that_failed_in_one_run_is_repeated_in_the_next_though_an_earlier_one_was_passed()
    {
        using var runs = Runs.Watching();
        await runs.RunAsync(Clean(), "1.2.3.5");
        runs.Wait(Hour);
        await runs.RunAsync(new EverythingIs("127.0.0.2"), "1.2.3.5");
        runs.Wait(Hour);

        // Empty by now: it says nothing new, and is to be believed all the same only after a test.
        Assert.Equal(["1.2.3.5 bl.test Broken"], (await runs.RunAsync(new StubResolver(), "1.2.3.5")).Short);
    }

    [Fact]
    public async Task News_that_were_under_way_while_the_test_failed_are_not_believed_either()
    {
        using var runs = Runs.Watching();
        await runs.RunAsync(Clean(), "1.2.3.4", "1.2.3.5");
        runs.Wait(Hour);
        var (bothAreAsked, testHasFailed) = (new TaskCompletionSource(), new TaskCompletionSource());
        var dns = new EverythingIs("127.0.0.2") { Before = HoldAsync };
        var report = new RecordingReport { OnResult = _ => testHasFailed.TrySetResult() };
        await runs.RunAsync(dns, report, "1.2.3.4", "1.2.3.5");

        Assert.Equal(["1.2.3.4 bl.test Broken", "1.2.3.5 bl.test Broken"], report.Short);

        Task HoldAsync(DnsName name)
        {
            if (name.ToString() == "4.3.2.1.bl.test") return bothAreAsked.Task;
            if (name.ToString() != "5.3.2.1.bl.test") return Task.CompletedTask;
            bothAreAsked.TrySetResult();
            return testHasFailed.Task;
        }
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_is_told_and_every_listing_shown_in_place_of_changes()
    {
        using var runs = Runs.Watching();
        Directory.CreateDirectory(runs.Folder.StatePath);
        runs.Request = runs.Request with { ChangedOnly = true };
        var report = await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4", "1.2.3.5");

        Assert.Equal(["1.2.3.4 bl.test Listed"], report.Short);
        var (errorId, message, path) = Assert.Single(report.Troubles);
        Assert.Equal(("StateUnreadable", runs.Folder.StatePath), (errorId, path));
        Assert.Contains(runs.Folder.StatePath, message, StringComparison.Ordinal);
        Assert.Equal((2, 1), (runs.Tally.Targets, runs.Tally[DnsblStatus.Listed]));
    }

    [Fact]
    public async Task A_damaged_state_is_set_aside_and_said_so()
    {
        using var runs = Runs.Watching();
        await File.WriteAllTextAsync(runs.Folder.StatePath, "{\"version\":1,", TestContext.Current.CancellationToken);
        runs.Request = runs.Request with { ChangedOnly = true, LogPath = runs.Folder.PathOf("run.log") };
        var report = await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4");

        Assert.Equal(["1.2.3.4 bl.test Listed Added"], report.Short);
        var warning = Assert.Single(report.Warnings);
        Assert.StartsWith($"The state file '{runs.Folder.StatePath}' was damaged (line 1, position 13: the file ends in the middle) and was set aside as '{runs.Folder.StatePath}.damaged-", warning, StringComparison.Ordinal);
        Assert.EndsWith("each listing counts as new. To have back what it held, mend it there, or take a copy of before, and put that in its place.", warning, StringComparison.Ordinal);
        Assert.Empty(report.Troubles);
        Assert.Single(runs.Folder.Names, name => name.Contains(".damaged-", StringComparison.Ordinal));
        Assert.Equal(warning, Assert.Single(runs.Log[^1].GetProperty("problems").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_run_that_keeps_nothing_tells_what_a_real_one_would()
    {
        using var runs = Runs.Watching();
        await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4");
        var before = await File.ReadAllBytesAsync(runs.Folder.StatePath, TestContext.Current.CancellationToken);
        runs.Request = runs.Request with { ChangedOnly = true, KeepsNothing = true, LogPath = runs.Folder.PathOf("run.log") };
        runs.Wait(Hour);

        for (var n = 0; n < 2; n++) Assert.Equal(["1.2.3.4 bl.test NotListed Removed"], (await runs.RunAsync(Clean(), "1.2.3.4")).Short);
        Assert.Equal(before, await File.ReadAllBytesAsync(runs.Folder.StatePath, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(runs.Request.LogPath));
    }

    [Fact]
    public async Task A_run_that_keeps_nothing_leaves_no_trace_even_of_a_damaged_state()
    {
        using var runs = Runs.Watching();
        runs.Request = runs.Request with { KeepsNothing = true };
        await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4");
        Assert.Empty(runs.Folder.Names);

        await File.WriteAllTextAsync(runs.Folder.StatePath, "{\"version\":1,", TestContext.Current.CancellationToken);
        var report = await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4");
        Assert.Equal(["1.2.3.4 bl.test Listed Added"], report.Short);
        Assert.Contains("is damaged", Assert.Single(report.Warnings), StringComparison.Ordinal);
        Assert.Equal(["state.json"], runs.Folder.Names);
    }

    [Fact]
    public async Task The_log_has_a_line_for_each_change_and_one_for_the_run()
    {
        using var runs = Runs.Watching(Lists.List("bl.test"), Lists.List("c.test"));
        runs.Request = runs.Request with { LogPath = runs.Folder.PathOf("run.log") };
        var report = new RecordingReport();
        report.Outside.Add("'what' is no target.");
        var start = runs.Folder.Time.Now;
        await runs.RunAsync(Listing("127.0.0.2"), report, "1.2.3.4", "1.2.3.5");
        runs.Wait(Hour);
        await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4");

        var lines = runs.Log;
        Assert.Equal(["change", "run", "run"], lines.Select(line => line.GetProperty("event").GetString()));
        Assert.Equal(("Added", "1.2.3.4", "bl.test"), (Text(lines[0], "change"), Text(lines[0], "target"), Text(lines[0], "zone")));
        Assert.Equal(["'what' is no target."], lines[1].GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()!));
        Assert.Equal([2, 2, 4, 1, 1, 0, 0, 2, 0, 1], Numbers(lines[1]));
        Assert.Equal([1, 2, 2, 1, 0, 0, 0, 1, 0, 0], Numbers(lines[2]));
        Assert.Equal([start, start, start + Hour], lines.Select(line => line.GetProperty("time").GetDateTimeOffset()));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_told_and_loses_nothing_else()
    {
        using var runs = Runs.Watching();
        runs.Request = runs.Request with { LogPath = runs.Folder.PathOf("no/such/folder/run.log") };
        var report = await runs.RunAsync(Listing("127.0.0.2"), "1.2.3.4");

        Assert.Equal(["1.2.3.4 bl.test Listed Added"], report.Short);
        Assert.Equal(("LogUnwritable", runs.Request.LogPath), (Assert.Single(report.Troubles).ErrorId, report.Troubles[0].Path));
        Assert.True(File.Exists(runs.Folder.StatePath));
    }

    [Fact]
    public async Task A_target_that_no_list_was_asked_about_is_not_remembered()
    {
        using var runs = Runs.Watching();
        await runs.RunAsync(Clean(), "10.1.2.3", "example.com");

        Assert.False(File.Exists(runs.Folder.StatePath) && (await File.ReadAllTextAsync(runs.Folder.StatePath, TestContext.Current.CancellationToken)).Contains("10.1.2.3", StringComparison.Ordinal));
        Assert.Equal((2, 2), (runs.Tally.Targets, runs.Tally.UndecidedTargets));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_the_state_as_it_was()
    {
        using var runs = Runs.Watching();
        await runs.RunAsync(Clean(), "1.2.3.4");
        var before = await File.ReadAllBytesAsync(runs.Folder.StatePath, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var report = new RecordingReport { OnResult = _ => stop.Cancel() };
        var runner = new DnsblRunner(Listing("127.0.0.2"), runs.Folder.Time);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync(Lists.Targets("1.2.3.4", "1.2.0.0/16"), runs.Request, report, stop.Token));
        Assert.Equal(before, await File.ReadAllBytesAsync(runs.Folder.StatePath, TestContext.Current.CancellationToken));
    }

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();

    private static IEnumerable<int> Numbers(JsonElement run) =>
        Counts.Select(name => run.GetProperty(name).GetInt32());

    /// <summary>Gives every name the same address, as a closed list that lists the world does.</summary>
    private sealed class EverythingIs(string address) : IDnsResolver
    {
        /// <summary>Is waited for before the answer.</summary>
        public Func<DnsName, Task> Before { get; init; } = _ => Task.CompletedTask;

        public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            await Before(name).WaitAsync(cancellationToken);
            return type == DnsType.A
                ? new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.Answer, Records = [new ARecord(name, Hour, System.Net.IPAddress.Parse(address))] }
                : new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.NoData };
        }
    }
}
