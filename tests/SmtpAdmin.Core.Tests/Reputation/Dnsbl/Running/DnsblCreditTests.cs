using System.Text.Json;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>A list that goes bad within the day for which its passed test is believed: what it said earlier in the run is taken back.</summary>
public sealed class DnsblCreditTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TaskCompletionSource _othersAreRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>1.2.3.4 is listed, and nothing else.</summary>
    private static StubResolver Sound => new StubResolver().List("bl.test").A("4.3.2.1.bl.test", "127.0.0.2");

    /// <summary>Holds nothing any more, not even its test entry.</summary>
    private static StubResolver Emptied => new();

    [Fact]
    public async Task A_list_that_was_emptied_is_told_of_once_and_counts_as_broken_from_the_first_answer()
    {
        using var runs = Runs.Watching();
        runs.Request = runs.Request with { LogPath = runs.Folder.PathOf("log") };
        await FirstAsync(runs, "1.2.3.4", "1.2.3.5", "1.2.3.6");
        var report = await SecondAsync(runs, Emptied, others: 2, "1.2.3.5", "1.2.3.6", "1.2.3.4");

        Assert.Equal(["1.2.3.4 bl.test Broken", "1.2.3.5 bl.test NotListed", "1.2.3.6 bl.test NotListed"], report.Short);
        var warning = Assert.Single(report.Warnings);
        Assert.StartsWith("bltest does not hold its own test entry 127.0.0.2:", warning, StringComparison.Ordinal);
        Assert.Contains("2 answers of it were given in this run before that was found out: take them as not known.", warning, StringComparison.Ordinal);
        Assert.EndsWith("Test-DnsblProvider bltest shows what it answers.", warning, StringComparison.Ordinal);
        Assert.Equal((3, 0, 3), (runs.Tally[DnsblStatus.Broken], runs.Tally[DnsblStatus.NotListed], runs.Tally.Results));
        Assert.Equal((3, 3), (runs.Tally.Targets, runs.Tally.UndecidedTargets));
        var run = runs.Log[^1];
        Assert.Equal((3, 0), (run.GetProperty("broken").GetInt32(), run.GetProperty("notListed").GetInt32()));
        Assert.Equal(["bltest"], Texts(run, "blind"));
        Assert.Contains(warning, Texts(run, "problems"));
        Assert.Contains(Texts(run, "problems"), problem => problem.StartsWith("Nothing is known of 1.2.3.4, 1.2.3.5 and 1.2.3.6:", StringComparison.Ordinal) || problem.Contains("(0 refused, 3 broken, 0 unknown)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_taken_back_is_not_remembered()
    {
        using var runs = Runs.Watching();
        await FirstAsync(runs, "1.2.3.4", "1.2.3.5");
        var before = Pairs(runs);
        await SecondAsync(runs, Emptied, others: 1, "1.2.3.5", "1.2.3.4");

        Assert.Equal(before, Pairs(runs));
    }

    [Fact]
    public async Task What_is_taken_back_does_not_unsettle_a_change_that_waits_for_confirmation()
    {
        using var runs = Runs.Watching();
        runs.Request = runs.Request with { Confirmations = 2 };
        await runs.RunAsync(Sound, "1.2.3.5"); // not listed, to be known
        runs.Wait(Hour);
        await FirstAsync(runs, "1.2.3.4"); // seen once
        runs.Wait(Hour);
        // Empty, it agrees with what is known of .4, and would end the waiting; .5, listed now, gives it away.
        var dns = new StubResolver().A("5.3.2.1.bl.test", "127.0.0.2");
        var report = new RecordingReport { OnResult = _ => _othersAreRead.TrySetResult() };
        await runs.RunAsync(new HoldingResolver(dns, ("5.3.2.1.bl.test", _othersAreRead.Task)), report, "1.2.3.4", "1.2.3.5");
        Assert.Equal(["1.2.3.4 bl.test NotListed", "1.2.3.5 bl.test Broken"], report.Short);
        runs.Wait(Hour);

        Assert.Equal(["1.2.3.4 bl.test Listed Added"], (await runs.RunAsync(Sound, "1.2.3.4")).Short);
    }

    [Fact]
    public async Task A_listing_that_is_taken_back_is_none_for_the_exit_code()
    {
        using var runs = Runs.Watching();
        await FirstAsync(runs, "1.2.3.4", "1.2.3.5");
        var everything = Sound.A("5.3.2.1.bl.test", "127.0.0.2").A("1.0.0.127.bl.test", "127.0.0.2");
        var report = new RecordingReport { OnResult = _ => _othersAreRead.TrySetResult() };
        await runs.RunAsync(new HoldingResolver(everything, ("5.3.2.1.bl.test", _othersAreRead.Task)), report, "1.2.3.4", "1.2.3.5");

        Assert.Equal(["1.2.3.4 bl.test Listed", "1.2.3.5 bl.test Broken"], report.Short);
        Assert.Contains("1 answer of it was given in this run before that was found out: take it as not known.", Assert.Single(report.Warnings), StringComparison.Ordinal);
        Assert.Equal((0, 2, 2), (runs.Tally[DnsblStatus.Listed], runs.Tally[DnsblStatus.Broken], runs.Tally.UndecidedTargets));
    }

    [Fact]
    public async Task A_summary_that_is_not_out_yet_knows_what_was_taken_back()
    {
        using var runs = Runs.Watching(Lists.List("bl.test"), Lists.List("slow.test"));
        await FirstAsync(runs, "1.2.3.4", "1.2.3.5");
        runs.Request = runs.Request with { Summary = true };
        var listIsFoundOut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var everything = Sound.A("5.3.2.1.bl.test", "127.0.0.2").A("1.0.0.127.bl.test", "127.0.0.2").List("slow.test");
        var dns = new HoldingResolver(everything, ("5.3.2.1.bl.test", _othersAreRead.Task), ("4.3.2.1.slow.test", listIsFoundOut.Task), ("5.3.2.1.slow.test", listIsFoundOut.Task));
        var report = new RecordingReport
        {
            OnProgress = tally =>
            {
                if (tally[DnsblStatus.Listed] > 0) _othersAreRead.TrySetResult();
                if (tally[DnsblStatus.Broken] > 0) listIsFoundOut.TrySetResult();
            },
        };
        await runs.RunAsync(dns, report, "1.2.3.4", "1.2.3.5");

        Assert.Equal(2, report.Summaries.Count);
        Assert.All(report.Summaries, summary => Assert.Equal((DnsblStatus.Broken, null, 0, 1, 1), (summary.Status, summary.Severity, summary.Listed, summary.Broken, summary.NotListed)));
        Assert.All(report.Summaries, summary => Assert.Equal(("", "bltest"), (string.Join(' ', summary.ListedOn), string.Join(' ', summary.UndecidedOn))));
        Assert.Empty(report.Warnings); // nothing that was given is wrong
        Assert.Equal((0, 2, 2, 0), (runs.Tally[DnsblStatus.Listed], runs.Tally[DnsblStatus.Broken], runs.Tally[DnsblStatus.NotListed], runs.Tally.UndecidedTargets));
    }

    [Fact]
    public async Task Answers_in_a_summary_that_is_out_are_told_of()
    {
        using var runs = Runs.Watching();
        await FirstAsync(runs, "1.2.3.4", "1.2.3.5");
        runs.Request = runs.Request with { Summary = true };
        var report = new RecordingReport { OnProgress = _ => _othersAreRead.TrySetResult() };
        await runs.RunAsync(new HoldingResolver(Emptied, ("4.3.2.1.bl.test", _othersAreRead.Task)), report, "1.2.3.5", "1.2.3.4");

        Assert.Equal(["1.2.3.5 NotListed", "1.2.3.4 Broken"], report.Summaries.Select(summary => $"{summary.Target} {summary.Status}"));
        Assert.Contains("1 answer of it was given", Assert.Single(report.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, runs.Tally.UndecidedTargets);
    }

    [Fact]
    public async Task A_task_that_showed_none_of_the_answers_has_nothing_to_take_back_but_says_that_nothing_is_known()
    {
        using var runs = Runs.Watching();
        await FirstAsync(runs, "1.2.3.4", "1.2.3.5");
        runs.Request = runs.Request with { ChangedOnly = true };
        var report = new RecordingReport { OnProgress = _ => _othersAreRead.TrySetResult() };
        await runs.RunAsync(new HoldingResolver(Emptied, ("4.3.2.1.bl.test", _othersAreRead.Task)), report, "1.2.3.5", "1.2.3.4");

        Assert.Empty(report.Results);
        Assert.Contains("(0 refused, 2 broken, 0 unknown)", Assert.Single(report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_has_begun_to_refuse_is_one_that_is_not_believed()
    {
        using var runs = Runs.Watching();
        await FirstAsync(runs, "1.2.3.4", "1.2.3.5");
        var report = await SecondAsync(runs, new StubResolver().Fails("2.0.0.127.bl.test", DnsType.A, DnsOutcome.Refused, "REFUSED."), others: 1, "1.2.3.5", "1.2.3.4");

        Assert.Equal(["1.2.3.4 bl.test Refused", "1.2.3.5 bl.test NotListed"], report.Short);
        Assert.StartsWith("The look-up of 2.0.0.127.bl.test was refused", Assert.Single(report.Warnings), StringComparison.Ordinal);
        Assert.Equal((2, 2), (runs.Tally[DnsblStatus.Refused], runs.Tally.UndecidedTargets));
    }

    [Fact]
    public async Task Silence_in_the_test_takes_nothing_back()
    {
        using var runs = Runs.Watching();
        await FirstAsync(runs, "1.2.3.4", "1.2.3.5");
        var report = await SecondAsync(runs, new StubResolver().Fails("2.0.0.127.bl.test", DnsType.A, DnsOutcome.Timeout, "silence."), others: 1, "1.2.3.5", "1.2.3.4");

        Assert.Equal(["1.2.3.4 bl.test Unknown", "1.2.3.5 bl.test NotListed"], report.Short);
        Assert.Empty(report.Warnings);
        Assert.Equal((1, 1, 1), (runs.Tally[DnsblStatus.NotListed], runs.Tally[DnsblStatus.Unknown], runs.Tally.UndecidedTargets));
    }

    [Fact]
    public async Task A_test_that_is_passed_again_makes_good_what_was_given_before()
    {
        using var runs = Runs.Watching();
        await FirstAsync(runs, "1.2.3.4", "1.2.3.5");
        var report = await SecondAsync(runs, new StubResolver().List("bl.test"), others: 1, "1.2.3.5", "1.2.3.4");

        Assert.Equal(["1.2.3.4 bl.test NotListed Removed", "1.2.3.5 bl.test NotListed"], report.Short);
        Assert.Empty(report.Warnings);
        Assert.Equal((2, 0), (runs.Tally[DnsblStatus.NotListed], runs.Tally.UndecidedTargets));
    }

    [Fact]
    public async Task What_was_under_way_while_the_list_was_found_out_is_not_given_at_all()
    {
        using var runs = Runs.Watching();
        await FirstAsync(runs, "1.2.3.4", "1.2.3.5");
        // .5 agrees with what is known, and comes only when .4 has given the list away.
        var report = new RecordingReport { OnResult = _ => _othersAreRead.TrySetResult() };
        await runs.RunAsync(new HoldingResolver(Emptied, ("5.3.2.1.bl.test", _othersAreRead.Task)), report, "1.2.3.5", "1.2.3.4");

        Assert.Equal(["1.2.3.4 bl.test Broken", "1.2.3.5 bl.test Broken"], report.Short);
        Assert.All(report.Results, result => Assert.Equal("DNSBL-TEST-ENTRY-MISSING", result.Findings[0].Code));
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public async Task Only_the_kind_of_target_that_is_broken_is_taken_back()
    {
        using var runs = Runs.Watching(Lists.List("bl.test", DnsblSubject.IPv4, DnsblSubject.Domain));
        var sound = Sound.A("test.bl.test", "127.0.0.2");
        await runs.RunAsync(sound, "1.2.3.4", "example.com");
        runs.Wait(Hour);
        var report = await SecondAsync(runs, new StubResolver().A("test.bl.test", "127.0.0.2"), others: 1, "example.com", "1.2.3.4");

        Assert.Equal(["1.2.3.4 bl.test Broken", "example.com bl.test NotListed"], report.Short);
        Assert.Empty(report.Warnings);
        Assert.Equal((1, 1), (runs.Tally[DnsblStatus.NotListed], runs.Tally.UndecidedTargets));
        Assert.Contains("\"example.com\"", await File.ReadAllTextAsync(runs.Folder.StatePath, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task FirstAsync(Runs runs, params string[] targets)
    {
        await runs.RunAsync(Sound.List("slow.test"), targets);
        runs.Wait(Hour);
    }

    /// <summary>A run in which the answer about 1.2.3.4, which is news, comes only when so many others were given.</summary>
    private async Task<RecordingReport> SecondAsync(Runs runs, StubResolver dns, int others, params string[] targets)
    {
        var read = 0;
        var report = new RecordingReport
        {
            OnResult = _ =>
            {
                if (++read == others) _othersAreRead.TrySetResult();
            },
        };
        return await runs.RunAsync(new HoldingResolver(dns, ("4.3.2.1.bl.test", _othersAreRead.Task)), report, targets);
    }

    private static IReadOnlyList<string> Texts(JsonElement line, string name) => [.. line.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    private static string Pairs(Runs runs) => File.ReadAllText(runs.Folder.StatePath).Split("\"pairs\"")[1];

    /// <summary>Answers as another does, about some names only when something has happened.</summary>
    private sealed class HoldingResolver(IDnsResolver resolver, params (string Name, Task Until)[] holds) : IDnsResolver
    {
        public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            foreach (var (held, until) in holds)
            {
                if (type == DnsType.A && name.ToString() == held) await until.WaitAsync(cancellationToken);
            }
            return await resolver.ResolveAsync(name, type, cancellationToken);
        }
    }
}
