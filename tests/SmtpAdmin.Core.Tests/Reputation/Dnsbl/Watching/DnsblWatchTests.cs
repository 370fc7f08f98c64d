using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>What is asked of a watch before a list is believed.</summary>
public sealed class DnsblWatchTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DnsblStatus.NotListed, "", DnsblStatus.NotListed, "", false)]
    [InlineData(DnsblStatus.NotListed, "", DnsblStatus.Allowed, "127.0.0.5", false)]
    [InlineData(DnsblStatus.NotListed, "", DnsblStatus.Listed, "127.0.0.2", true)]
    [InlineData(DnsblStatus.Allowed, "127.0.0.5", DnsblStatus.Allowed, "127.0.0.6", false)]
    [InlineData(DnsblStatus.Allowed, "127.0.0.5", DnsblStatus.Listed, "127.0.0.5", true)]
    [InlineData(DnsblStatus.Listed, "127.0.0.2 127.0.0.3", DnsblStatus.Listed, "127.0.0.3 127.0.0.2", false)]
    [InlineData(DnsblStatus.Listed, "127.0.0.2 127.0.0.3", DnsblStatus.Listed, "127.0.0.2", true)]
    [InlineData(DnsblStatus.Listed, "127.0.0.2", DnsblStatus.NotListed, "", true)]
    [InlineData(DnsblStatus.Listed, "127.0.0.2", DnsblStatus.Allowed, "127.0.0.5", true)]
    [InlineData(DnsblStatus.Listed, "127.0.0.2", DnsblStatus.Unknown, "", false)]
    [InlineData(DnsblStatus.Listed, "127.0.0.2", DnsblStatus.Refused, "", false)]
    [InlineData(DnsblStatus.Listed, "127.0.0.2", DnsblStatus.Broken, "", false)]
    public async Task A_result_would_change_something_when_it_says_something_else_than_is_known(
        DnsblStatus known, string knownCodes, DnsblStatus status, string codes, bool expected)
    {
        using var folder = new StateFolder();
        await folder.RunAsync(1, folder.Result(known, Codes(knownCodes)));
        var watch = await folder.OpenAsync(confirmations: 5);
        var result = folder.Result(status, Codes(codes));
        Assert.Equal(expected, watch.WouldChange(result));
        watch.Apply(result);
        Assert.Equal(expected, watch.WouldChange(result));
    }

    [Theory]
    [InlineData(DnsblStatus.Listed, true)]
    [InlineData(DnsblStatus.NotListed, false)]
    [InlineData(DnsblStatus.Allowed, false)]
    [InlineData(DnsblStatus.Unknown, false)]
    public async Task Of_what_no_run_has_seen_only_a_listing_would_change_something(DnsblStatus status, bool expected)
    {
        using var folder = new StateFolder();
        Assert.Equal(expected, (await folder.OpenAsync()).WouldChange(folder.Result(status)));
    }

    [Fact]
    public async Task A_passed_test_counts_for_a_day_for_this_list_and_this_subject()
    {
        using var folder = new StateFolder();
        var start = folder.Time.Now;
        var watch = await folder.OpenAsync();
        Assert.False(watch.HasPassedTest("bl.example", DnsblSubject.IPv4));
        watch.NotePassedTest("bl.example", DnsblSubject.IPv4);
        Assert.True(watch.HasPassedTest("BL.EXAMPLE", DnsblSubject.IPv4));
        Assert.False(watch.HasPassedTest("bl.example", DnsblSubject.IPv6));
        Assert.False(watch.HasPassedTest("other.example", DnsblSubject.IPv4));
        await watch.SaveAsync(Token);

        foreach (var (age, expected) in new[] { (0.0, true), (23.9, true), (24.0, false), (2400.0, false), (-0.1, false) })
        {
            folder.Time.Now = start.AddHours(age);
            Assert.Equal(expected, watch.HasPassedTest("bl.example", DnsblSubject.IPv4));
            Assert.Equal(expected, (await folder.OpenAsync()).HasPassedTest("bl.example", DnsblSubject.IPv4));
        }
    }

    [Fact]
    public async Task A_forgotten_test_stays_forgotten_until_a_later_one_is_passed()
    {
        using var folder = new StateFolder();
        var first = await folder.OpenAsync();
        first.NotePassedTest("bl.example", DnsblSubject.IPv4);
        await first.SaveAsync(Token);

        folder.Time.Now += TimeSpan.FromMinutes(1);
        var second = await folder.OpenAsync();
        second.ForgetTest("bl.example", DnsblSubject.IPv4);
        Assert.False(second.HasPassedTest("bl.example", DnsblSubject.IPv4));
        await second.SaveAsync(Token);
        Assert.False((await folder.OpenAsync()).HasPassedTest("bl.example", DnsblSubject.IPv4));

        folder.Time.Now += TimeSpan.FromMinutes(1);
        first.NotePassedTest("bl.example", DnsblSubject.IPv4);
        await first.SaveAsync(Token);
        await second.SaveAsync(Token);
        Assert.True((await folder.OpenAsync()).HasPassedTest("bl.example", DnsblSubject.IPv4));
    }

    [Fact]
    public async Task Old_tests_and_tests_from_the_future_are_dropped_from_the_file()
    {
        using var folder = new StateFolder();
        var watch = await folder.OpenAsync();
        watch.NotePassedTest("old.example", DnsblSubject.IPv4);
        folder.Time.Now += TimeSpan.FromHours(30);
        watch.NotePassedTest("future.example", DnsblSubject.IPv4);
        await watch.SaveAsync(Token);
        folder.Time.Now -= TimeSpan.FromHours(1);
        watch.NotePassedTest("new.example", DnsblSubject.IPv4);
        await watch.SaveAsync(Token);
        Assert.Equal("""{"zone":"new.example","subject":"IPv4","passedAt":"2026-03-02T17:00:00Z"}""", (await File.ReadAllLinesAsync(folder.StatePath, Token))[2]);
    }

    [Fact]
    public async Task A_result_without_a_time_is_of_now_and_one_without_an_answer_bears_no_memory()
    {
        using var folder = new StateFolder();
        var watch = await folder.OpenAsync();
        Assert.Equal(folder.Time.Now, watch.Apply(folder.Result(DnsblStatus.Listed, "127.0.0.2") with { CheckedAt = default }).Since);
        var unknown = watch.Apply(folder.Result(DnsblStatus.Unknown) with { Since = folder.Time.Now, Change = DnsblChange.Added });
        Assert.Equal((null, null), (unknown.Since, unknown.Change));
    }

    [Fact]
    public async Task Tests_may_be_noted_by_many_threads_while_results_are_applied()
    {
        using var folder = new StateFolder();
        var watch = await folder.OpenAsync();
        var tests = Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var n = 0; n < 1000; n++)
            {
                watch.NotePassedTest($"{worker}-{n}.example", DnsblSubject.IPv4);
                Assert.True(watch.HasPassedTest($"{worker}-{n}.example", DnsblSubject.IPv4));
                Assert.True(watch.WouldChange(folder.Result(DnsblStatus.Listed)));
            }
        }, Token)));
        for (var n = 0; n < 1000; n++) watch.Apply(folder.Result($"{n}", "bl.example", DnsblStatus.Listed));
        await tests;
        await watch.SaveAsync(Token);
        Assert.Equal(5000 + 5, (await File.ReadAllLinesAsync(folder.StatePath, Token)).Length);
    }

    private static string[] Codes(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
