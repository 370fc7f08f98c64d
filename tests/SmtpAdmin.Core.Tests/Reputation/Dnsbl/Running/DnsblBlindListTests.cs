using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>A list that tells nothing while others do: said once when that has lasted a day, and once when it is over.</summary>
public sealed class DnsblBlindListTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static StubResolver Both => new StubResolver().List("bl.test").List("ok.test");

    /// <summary>ok.test answers, bl.test refuses.</summary>
    private static StubResolver Refusing => new StubResolver().List("ok.test").Fails("2.0.0.127.bl.test", DnsType.A, DnsOutcome.Refused, "REFUSED.")
        .Fails("4.3.2.1.bl.test", DnsType.A, DnsOutcome.Refused, "REFUSED.").Fails("5.3.2.1.bl.test", DnsType.A, DnsOutcome.Refused, "REFUSED.");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_that_goes_blind_is_told_of_once_after_a_day_and_once_when_it_answers_again(bool changedOnly)
    {
        using var runs = Watch(changedOnly);
        var told = new List<(int Hour, string Warning)>();
        for (var hour = 0; hour < 80; hour++)
        {
            var report = await runs.RunAsync(hour is >= 2 and < 60 ? Refusing : Both, "1.2.3.4", "1.2.3.5");
            told.AddRange(report.Warnings.Select(warning => (hour, warning)));
            runs.Wait(Hour);
        }

        Assert.Equal([26, 60], told.Select(news => news.Hour));
        Assert.Equal(
            "bltest has told nothing in any run since 2026-03-01 14:00Z: Refused for all of its 2 targets now. The look-up of 2.0.0.127.bl.test was refused: REFUSED. That says nothing about the target. "
            + "A listing there goes unseen, and this is said only once. Test-DnsblProvider bltest shows what it answers; -ExcludeProvider leaves it out.",
            told[0].Warning);
        Assert.Equal("bltest answers again; it had told nothing since 2026-03-01 14:00Z. What changed there meanwhile is told from now on.", told[1].Warning);
    }

    [Theory]
    [InlineData(DnsOutcome.Timeout, "Unknown")]
    [InlineData(DnsOutcome.NxDomain, "Broken")]
    public async Task Silence_and_breakage_are_blindness_too(DnsOutcome outcome, string status)
    {
        using var runs = Watch();
        var dead = new StubResolver().List("ok.test").Fails("2.0.0.127.bl.test", DnsType.A, outcome, "so it was.");
        Assert.Empty((await runs.RunAsync(dead, "1.2.3.4")).Warnings);
        runs.Wait(Hour * 24);

        Assert.StartsWith($"bltest has told nothing in any run since 2026-03-01 12:00Z: {status} for its one target now.", Assert.Single((await runs.RunAsync(dead, "1.2.3.4")).Warnings), StringComparison.Ordinal);
        runs.Wait(Hour * 24 * 30);
        Assert.Empty((await runs.RunAsync(dead, "1.2.3.4")).Warnings);
    }

    [Fact]
    public async Task A_daily_task_says_it_in_its_second_run_though_that_begins_a_little_early()
    {
        using var runs = Watch();
        Assert.Empty((await runs.RunAsync(Refusing, "1.2.3.4")).Warnings);
        runs.Wait((Hour * 24) - TimeSpan.FromMinutes(20));
        Assert.Single((await runs.RunAsync(Refusing, "1.2.3.4")).Warnings);
    }

    [Fact]
    public async Task One_answer_ends_a_blindness_that_was_not_told()
    {
        using var runs = Watch();
        foreach (var dns in new[] { Refusing, Both, Refusing })
        {
            Assert.Empty((await runs.RunAsync(dns, "1.2.3.4")).Warnings);
            runs.Wait(Hour * 20);
        }
        Assert.DoesNotContain("told", await StateAsync(runs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_answers_about_some_targets_is_not_blind()
    {
        using var runs = Watch();
        for (var day = 0; day < 3; day++)
        {
            Assert.Empty((await runs.RunAsync(Both.Fails("4.3.2.1.bl.test", DnsType.A, DnsOutcome.ServFail), "1.2.3.4", "1.2.3.5")).Warnings);
            runs.Wait(Hour * 24);
        }
        Assert.DoesNotContain("blind", await StateAsync(runs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_in_which_no_list_answers_says_that_of_the_targets_and_of_no_single_list()
    {
        using var runs = Watch();
        var outage = Refusing.Fails("2.0.0.127.ok.test", DnsType.A, DnsOutcome.Timeout);
        for (var day = 0; day < 3; day++)
        {
            Assert.StartsWith("Nothing is known of 1.2.3.4:", Assert.Single((await runs.RunAsync(outage, "1.2.3.4")).Warnings), StringComparison.Ordinal);
            runs.Wait(Hour * 24);
        }
        Assert.False(File.Exists(runs.Folder.StatePath) && (await StateAsync(runs)).Contains("blind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_outage_neither_ends_a_blindness_nor_tells_it_again()
    {
        using var runs = Watch();
        await runs.RunAsync(Refusing, "1.2.3.4");
        runs.Wait(Hour * 24);
        Assert.Single((await runs.RunAsync(Refusing, "1.2.3.4")).Warnings);
        await runs.RunAsync(Refusing.Fails("2.0.0.127.ok.test", DnsType.A, DnsOutcome.Timeout), "1.2.3.4");
        Assert.Empty((await runs.RunAsync(Refusing, "1.2.3.4")).Warnings);
    }

    [Fact]
    public async Task A_run_that_does_not_ask_a_list_learns_nothing_of_it()
    {
        using var runs = Watch();
        var both = runs.Request.Lists;
        await runs.RunAsync(Refusing, "1.2.3.4");
        runs.Wait(Hour * 12);
        runs.Request = runs.Request with { Lists = [both[1]] };
        await runs.RunAsync(Both, "1.2.3.4");
        runs.Wait(Hour * 12);
        runs.Request = runs.Request with { Lists = both };

        Assert.Contains("since 2026-03-01 12:00Z", Assert.Single((await runs.RunAsync(Refusing, "1.2.3.4")).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_keeps_nothing_tells_it_and_leaves_it_to_be_told()
    {
        using var runs = Watch();
        await runs.RunAsync(Refusing, "1.2.3.4");
        runs.Wait(Hour * 24);
        runs.Request = runs.Request with { KeepsNothing = true };
        for (var n = 0; n < 2; n++) Assert.Single((await runs.RunAsync(Refusing, "1.2.3.4")).Warnings);
        runs.Request = runs.Request with { KeepsNothing = false };

        Assert.Single((await runs.RunAsync(Refusing, "1.2.3.4")).Warnings);
        Assert.Empty((await runs.RunAsync(Refusing, "1.2.3.4")).Warnings);
    }

    [Fact]
    public async Task A_run_without_a_memory_says_nothing_of_it()
    {
        using var runs = Runs.Once(Lists.List("bl.test"), Lists.List("ok.test"));
        Assert.Empty((await runs.RunAsync(Refusing, "1.2.3.4")).Warnings);
    }

    [Fact]
    public async Task The_log_names_the_blind_lists_of_each_run_and_has_what_was_told()
    {
        using var runs = Watch();
        runs.Request = runs.Request with { LogPath = runs.Folder.PathOf("log") };
        await runs.RunAsync(Refusing, "1.2.3.4");
        runs.Wait(Hour * 24);
        var warning = Assert.Single((await runs.RunAsync(Refusing, "1.2.3.4")).Warnings);
        await runs.RunAsync(Both, "1.2.3.4");

        Assert.Equal(["bltest", "bltest", ""], runs.Log.Select(run => string.Join(' ', run.GetProperty("blind").EnumerateArray())));
        Assert.Equal([0, 1, 1], runs.Log.Select(run => run.GetProperty("problems").GetArrayLength()));
        Assert.Equal(warning, runs.Log[1].GetProperty("problems")[0].GetString());
    }

    private static Runs Watch(bool changedOnly = true)
    {
        var runs = Runs.Watching(Lists.List("bl.test"), Lists.List("ok.test"));
        runs.Request = runs.Request with { ChangedOnly = changedOnly };
        return runs;
    }

    private static Task<string> StateAsync(Runs runs) => File.ReadAllTextAsync(runs.Folder.StatePath, TestContext.Current.CancellationToken);
}
