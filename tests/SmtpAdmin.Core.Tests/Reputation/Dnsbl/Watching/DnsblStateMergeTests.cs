using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Runs at the same time, clocks that go backwards, and what is forgotten.</summary>
public sealed class DnsblStateMergeTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_runs_at_once_lose_nothing_of_each_other()
    {
        using var folder = new StateFolder();
        const int Runs = 12, Saves = 20;
        await Task.WhenAll(Enumerable.Range(0, Runs).Select(run => Task.Run(async () =>
        {
            for (var save = 0; save < Saves; save++)
            {
                var watch = await DnsblWatch.OpenAsync(folder.StatePath, 1, TimeProvider.System, Token);
                Assert.Null(watch.SetAside);
                watch.Apply(folder.Result($"192.0.{run}.{save}", "bl.example", DnsblStatus.Listed, "127.0.0.2"));
                watch.NotePassedTest($"list{run}-{save}.example", DnsblSubject.IPv4);
                await watch.SaveAsync(Token);
            }
        }, Token)));

        var after = await DnsblWatch.OpenAsync(folder.StatePath, 1, TimeProvider.System, Token);
        for (var run = 0; run < Runs; run++)
        {
            for (var save = 0; save < Saves; save++)
            {
                Assert.True(after.WouldChange(folder.Result($"192.0.{run}.{save}", "bl.example", DnsblStatus.NotListed)));
                Assert.True(after.HasPassedTest($"list{run}-{save}.example", DnsblSubject.IPv4));
            }
        }
        Assert.Equal(["state.json", "state.json.lock"], folder.Names);
    }

    [Fact]
    public async Task Two_runs_that_save_over_and_over_lose_nothing_of_each_other()
    {
        using var folder = new StateFolder();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(run => Task.Run(async () =>
        {
            var watch = await DnsblWatch.OpenAsync(folder.StatePath, 1, TimeProvider.System, Token);
            for (var save = 0; save < 50; save++)
            {
                watch.Apply(folder.Result($"192.0.{run}.{save}", "bl.example", DnsblStatus.Listed, "127.0.0.2"));
                await watch.SaveAsync(Token);
            }
        }, Token)));
        Assert.Equal(100, (await File.ReadAllLinesAsync(folder.StatePath, Token)).Count(line => line.StartsWith("{\"target\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task Of_the_same_pair_the_later_check_stays_whoever_saves_last(int minutesOfFirst, int minutesOfSecond)
    {
        using var folder = new StateFolder();
        var (start, first, second) = (folder.Time.Now, await folder.OpenAsync(), await folder.OpenAsync());
        first.Apply(folder.Result(DnsblStatus.Listed, "127.0.0.1") with { CheckedAt = start.AddMinutes(minutesOfFirst) });
        second.Apply(folder.Result(DnsblStatus.Listed, "127.0.0.2") with { CheckedAt = start.AddMinutes(minutesOfSecond) });
        folder.Time.Now = start.AddMinutes(5);
        await first.SaveAsync(Token);
        await second.SaveAsync(Token);

        var after = await folder.OpenAsync();
        Assert.False(after.WouldChange(folder.Result(DnsblStatus.Listed, minutesOfFirst > minutesOfSecond ? "127.0.0.1" : "127.0.0.2")));
        Assert.Equal(start.AddMinutes(2), after.Apply(folder.Result(DnsblStatus.Listed, "127.0.0.9")).Since);
    }

    [Fact]
    public async Task Two_runs_at_once_confirm_nothing_by_each_other()
    {
        using var folder = new StateFolder();
        var (first, second) = (await folder.OpenAsync(2), await folder.OpenAsync(2));
        first.Apply(folder.Result(DnsblStatus.Listed, "127.0.0.2"));
        second.Apply(folder.Result(DnsblStatus.Listed, "127.0.0.2"));
        await first.SaveAsync(Token);
        await second.SaveAsync(Token);
        Assert.Equal(DnsblChange.Added, (await folder.RunAsync(2, folder.Result(DnsblStatus.Listed, "127.0.0.2")))[0].Change);
    }

    [Fact]
    public async Task A_clock_that_was_wrong_by_years_does_not_freeze_what_it_wrote()
    {
        using var folder = new StateFolder();
        var right = folder.Time.Now;
        folder.Time.Now = right.AddYears(9);
        await folder.RunAsync(1, folder.Result(DnsblStatus.Listed, "127.0.0.2"));
        folder.Time.Now = right;
        Assert.Equal(DnsblChange.Removed, (await folder.RunAsync(1, folder.Result(DnsblStatus.NotListed)))[0].Change);
        Assert.Null((await folder.RunAsync(1, folder.Result(DnsblStatus.NotListed)))[0].Change);
        Assert.DoesNotContain("2035", await File.ReadAllTextAsync(folder.StatePath, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_from_the_future_does_not_outdo_one_of_now()
    {
        using var folder = new StateFolder();
        var (wrong, right) = (await folder.OpenAsync(), await folder.OpenAsync());
        wrong.Apply(folder.Result(DnsblStatus.Listed, "127.0.0.2") with { CheckedAt = folder.Time.Now.AddDays(1) });
        right.Apply(folder.Result(DnsblStatus.NotListed));
        await wrong.SaveAsync(Token);
        await right.SaveAsync(Token);
        Assert.False((await folder.OpenAsync()).WouldChange(folder.Result(DnsblStatus.NotListed)));
    }

    [Fact]
    public async Task A_clock_that_is_put_back_a_little_during_the_run_loses_no_check()
    {
        using var folder = new StateFolder();
        await folder.RunAsync(1, folder.Result(DnsblStatus.Listed, "127.0.0.2"));
        var watch = await folder.OpenAsync();
        watch.Apply(folder.Result(DnsblStatus.NotListed) with { CheckedAt = folder.Time.Now.AddSeconds(-1) });
        folder.Time.Now += TimeSpan.FromMinutes(1);
        await watch.SaveAsync(Token);
        Assert.False((await folder.OpenAsync()).WouldChange(folder.Result(DnsblStatus.NotListed)));
    }

    [Fact]
    public async Task What_is_not_listed_and_not_asked_any_more_is_forgotten_and_what_is_listed_never()
    {
        using var folder = new StateFolder();
        await folder.RunAsync(
            2,
            folder.Result("192.0.2.1", "bl.example", DnsblStatus.NotListed),
            folder.Result("192.0.2.2", "bl.example", DnsblStatus.Listed, "127.0.0.2"),
            folder.Result("192.0.2.3", "bl.example", DnsblStatus.Allowed));
        folder.Time.Now += TimeSpan.FromDays(89);
        await folder.RunAsync(1, folder.Result("192.0.2.9", "bl.example", DnsblStatus.NotListed));
        Assert.Equal(4, (await ReadAsync(folder)).Pairs.Count);
        folder.Time.Now += TimeSpan.FromDays(2);
        await folder.RunAsync(1, folder.Result("192.0.2.9", "bl.example", DnsblStatus.NotListed));
        Assert.Equal(["192.0.2.2", "192.0.2.9"], (await ReadAsync(folder)).Pairs.Keys.Select(key => key.Target).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_runs_at_once_note_a_blind_list_once_since_the_first_of_them()
    {
        using var folder = new StateFolder();
        var start = folder.Time.Now;
        var (first, second) = (await folder.OpenAsync(), await folder.OpenAsync());
        first.NoteList("dead.example", isBlind: true);
        folder.Time.Now += TimeSpan.FromMinutes(1);
        second.NoteList("DEAD.example", isBlind: true);
        await second.SaveAsync(Token);
        await first.SaveAsync(Token);

        folder.Time.Now = start.AddDays(1);
        Assert.Equal(new DnsblListNews(IsBlind: true, start), (await folder.OpenAsync()).NoteList("dead.example", isBlind: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_one_run_has_told_of_a_list_is_told_whoever_saves_last(bool tellerIsFirst)
    {
        using var folder = new StateFolder();
        await NoteAsync(folder, "dead.example", isBlind: true);
        var early = await folder.OpenAsync();
        early.NoteList("dead.example", isBlind: true);
        folder.Time.Now += TimeSpan.FromDays(1);
        var late = await folder.OpenAsync();
        Assert.NotNull(late.NoteList("dead.example", isBlind: true));
        await (tellerIsFirst ? late : early).SaveAsync(Token);
        await (tellerIsFirst ? early : late).SaveAsync(Token);

        Assert.Null(await NoteAsync(folder, "dead.example", isBlind: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_runs_at_once_the_one_that_a_list_answered_is_right(bool answerIsFirst)
    {
        using var folder = new StateFolder();
        await NoteAsync(folder, "dead.example", isBlind: true);
        var (blind, seeing) = (await folder.OpenAsync(), await folder.OpenAsync());
        blind.NoteList("dead.example", isBlind: true);
        seeing.NoteList("dead.example", isBlind: false);
        await (answerIsFirst ? seeing : blind).SaveAsync(Token);
        await (answerIsFirst ? blind : seeing).SaveAsync(Token);

        Assert.Empty((await ReadAsync(folder)).Blind);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_list_that_told_something_to_another_run_meanwhile_does_not_become_blind(bool answerIsFirst, bool isKnown)
    {
        using var folder = new StateFolder();
        if (isKnown) await folder.RunAsync(1, folder.Result(DnsblStatus.NotListed));
        folder.Time.Now += TimeSpan.FromHours(1);
        var blind = await folder.OpenAsync();
        folder.Time.Now += TimeSpan.FromMinutes(1);
        var seeing = await folder.OpenAsync();
        seeing.Apply(folder.Result(DnsblStatus.NotListed));
        seeing.NoteList("bl.example", isBlind: false);
        folder.Time.Now += TimeSpan.FromMinutes(1);
        blind.Apply(folder.Result("192.0.2.1", "ok.example", DnsblStatus.NotListed));
        blind.NoteList("BL.example", isBlind: true);
        await (answerIsFirst ? seeing : blind).SaveAsync(Token);
        await (answerIsFirst ? blind : seeing).SaveAsync(Token);

        Assert.Empty((await ReadAsync(folder)).Blind);
    }

    [Fact]
    public async Task A_list_that_told_something_to_earlier_runs_alone_becomes_blind()
    {
        using var folder = new StateFolder();
        await folder.RunAsync(1, folder.Result(DnsblStatus.NotListed));
        folder.Time.Now += TimeSpan.FromHours(1);
        var (blind, other) = (await folder.OpenAsync(), await folder.OpenAsync());
        other.Apply(folder.Result("192.0.2.1", "ok.example", DnsblStatus.NotListed));
        await other.SaveAsync(Token);
        blind.NoteList("bl.example", isBlind: true);
        await blind.SaveAsync(Token);

        Assert.Equal(["bl.example"], (await ReadAsync(folder)).Blind.Keys);
    }

    [Fact]
    public async Task A_blind_list_that_was_left_alone_for_long_begins_anew()
    {
        using var folder = new StateFolder();
        var start = folder.Time.Now;
        await NoteAsync(folder, "dead.example", isBlind: true);
        folder.Time.Now = start.AddDays(8).AddSeconds(1);
        Assert.Null(await NoteAsync(folder, "dead.example", isBlind: true));
        Assert.Equal(folder.Time.Now, (await ReadAsync(folder)).Blind["dead.example"].Since);
        folder.Time.Now += TimeSpan.FromHours(23);
        Assert.Null(await NoteAsync(folder, "dead.example", isBlind: true));
        folder.Time.Now += TimeSpan.FromHours(1);
        Assert.Equal(new DnsblListNews(IsBlind: true, start.AddDays(8).AddSeconds(1)), await NoteAsync(folder, "dead.example", isBlind: true));
        folder.Time.Now += TimeSpan.FromDays(20);
        Assert.Null(await NoteAsync(folder, "dead.example", isBlind: true));
        folder.Time.Now += TimeSpan.FromDays(1);
        Assert.Equal(new DnsblListNews(IsBlind: true, folder.Time.Now.AddDays(-1)), await NoteAsync(folder, "dead.example", isBlind: true));
    }

    [Fact]
    public async Task A_weekly_task_says_in_its_second_run_that_a_list_is_blind()
    {
        using var folder = new StateFolder();
        var start = folder.Time.Now;
        await NoteAsync(folder, "dead.example", isBlind: true);
        folder.Time.Now = start.AddDays(7).AddHours(2);
        Assert.Equal(new DnsblListNews(IsBlind: true, start), await NoteAsync(folder, "dead.example", isBlind: true));
    }

    [Fact]
    public async Task A_blindness_from_the_future_that_was_told_says_nothing()
    {
        using var folder = new StateFolder();
        await File.WriteAllTextAsync(
            folder.StatePath,
            """{"version":1,"blind":[{"zone":"a.example","since":"2035-01-01T00:00:00Z","checkedAt":"2035-01-03T00:00:00Z","told":true},{"zone":"b.example","since":"2035-01-01T00:00:00Z","checkedAt":"2026-03-01T11:00:00Z","told":true}],"pairs":[]}""",
            Token);
        Assert.Null(await NoteAsync(folder, "a.example", isBlind: false));
        Assert.Null(await NoteAsync(folder, "b.example", isBlind: true));
        Assert.Equal(new DnsblBlindState { Zone = "b.example", Since = folder.Time.Now, CheckedAt = folder.Time.Now }, (await ReadAsync(folder)).Blind["b.example"]);
    }

    [Fact]
    public async Task A_blind_list_that_is_not_asked_any_more_is_forgotten()
    {
        using var folder = new StateFolder();
        await NoteAsync(folder, "dead.example", isBlind: true);
        folder.Time.Now += TimeSpan.FromDays(89);
        await NoteAsync(folder, "other.example", isBlind: true);
        Assert.Equal(2, (await ReadAsync(folder)).Blind.Count);
        folder.Time.Now += TimeSpan.FromDays(2);
        await NoteAsync(folder, "other.example", isBlind: true);
        Assert.Equal(["other.example"], (await ReadAsync(folder)).Blind.Keys);
    }

    [Fact]
    public async Task A_blindness_from_the_future_begins_now()
    {
        using var folder = new StateFolder();
        var right = folder.Time.Now;
        folder.Time.Now = right.AddYears(9);
        await NoteAsync(folder, "dead.example", isBlind: true);
        folder.Time.Now = right;
        Assert.Null(await NoteAsync(folder, "dead.example", isBlind: true));
        folder.Time.Now = right.AddDays(1);
        Assert.Equal(new DnsblListNews(IsBlind: true, right), await NoteAsync(folder, "dead.example", isBlind: true));
    }

    [Fact]
    public async Task A_blind_list_is_kept_when_the_file_is_damaged_during_the_run()
    {
        using var folder = new StateFolder();
        await NoteAsync(folder, "dead.example", isBlind: true);
        var watch = await folder.OpenAsync();
        watch.Apply(folder.Result(DnsblStatus.NotListed));
        await File.WriteAllTextAsync(folder.StatePath, "{", Token);
        await watch.SaveAsync(Token);
        Assert.Equal(["dead.example"], (await ReadAsync(folder)).Blind.Keys);
    }

    [Fact]
    public async Task A_state_file_that_is_deleted_during_the_run_stays_deleted_but_for_what_the_run_saw()
    {
        using var folder = new StateFolder();
        await folder.RunAsync(1, folder.Result("192.0.2.1", "bl.example", DnsblStatus.Listed, "127.0.0.2"));
        var watch = await folder.OpenAsync();
        watch.Apply(folder.Result("192.0.2.2", "bl.example", DnsblStatus.Listed, "127.0.0.2"));
        File.Delete(folder.StatePath);
        await watch.SaveAsync(Token);
        Assert.Equal(["192.0.2.2"], (await ReadAsync(folder)).Pairs.Keys.Select(key => key.Target));
    }

    [Fact]
    public async Task What_a_killed_run_left_is_gone_after_the_next()
    {
        using var folder = new StateFolder();
        string? left = null;
        await AtomicFile.WriteAsync(folder.StatePath, (_, _) => Task.FromResult(left = folder.Names.Single()), null, TimeProvider.System, Token);
        File.Delete(folder.StatePath);
        await File.WriteAllTextAsync(folder.PathOf(left!), "{\"version\"", Token);
        await folder.RunAsync(1, folder.Result(DnsblStatus.NotListed));
        Assert.Equal(["state.json", "state.json.lock"], folder.Names);
    }

    private static async Task<DnsblListNews?> NoteAsync(StateFolder folder, string zone, bool isBlind)
    {
        var watch = await folder.OpenAsync();
        var news = watch.NoteList(zone, isBlind);
        await watch.SaveAsync(Token);
        return news;
    }

    private static async Task<DnsblState> ReadAsync(StateFolder folder)
    {
        await using var stream = File.OpenRead(folder.StatePath);
        return await DnsblStateReader.ReadAsync(stream, Token);
    }
}
