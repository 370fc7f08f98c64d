using SmtpAdmin.Core.Tests.Dkim.Rotation;
using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Waiting;

public sealed class DnsRecordWaiterTests
{
    private const string Name = "a.example.test";

    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(1);
    private static readonly DnsWaitOptions Once = new() { All = true, Timeout = TimeSpan.FromMilliseconds(1) };
    private static readonly DnsRecordSet Wanted = DnsRecordSet.OfText(DnsName.Parse(Name), "new");
    private static readonly DnsRecordSet Nothing = new(DnsName.Parse(Name), DnsType.TXT, []);

    private readonly FakeAuthority _authority = new FakeAuthority().Zone("example.test", ("ns1.example.test", "192.0.2.1"), ("ns2.example.test", "192.0.2.2"));

    [Fact]
    public async Task It_is_visible_when_every_server_shows_it()
    {
        _authority.Put(Name, "new");
        var result = await WaitAsync(new DnsWaitItem(Wanted));
        Assert.True(result.Passed);
        Assert.Equal(["ns1.example.test", "ns2.example.test"], result.Servers.Select(server => server.Host));
        Assert.All(result.Servers, server => Assert.Equal(DnsWaitStatus.Visible, server.Status));
    }

    [Theory]
    [InlineData(DnsWaitStatus.Different, "old")]
    [InlineData(DnsWaitStatus.Different, "old", "and more")]
    [InlineData(DnsWaitStatus.Missing)]
    public async Task One_server_that_shows_something_else_is_enough(DnsWaitStatus status, params string[] texts)
    {
        _authority.Put(Name, "new");
        _authority.Put([FakeAuthority.At("192.0.2.2")], Name, texts);
        var result = await WaitAsync(new DnsWaitItem(Wanted));
        Assert.Equal((status, status), (result.Status, result.Servers[1].Status));
        Assert.Equal("WAIT-NOT-VISIBLE", Assert.Single(result.Findings).Code);
        Assert.Null(result.StaleUntil);
    }

    [Theory]
    [InlineData(DnsOutcome.Timeout)]
    [InlineData(DnsOutcome.ServFail)]
    [InlineData(DnsOutcome.Refused)]
    [InlineData(DnsOutcome.Unreachable)]
    public async Task A_server_that_does_not_tell_is_unknown_and_never_visible(DnsOutcome outcome)
    {
        _authority.Put(Name, "new");
        _authority.Failing[FakeAuthority.At("192.0.2.2")] = outcome;
        var result = await WaitAsync(new DnsWaitItem(Wanted));
        Assert.Equal(DnsWaitStatus.Unknown, result.Status);
        Assert.Equal("WAIT-UNKNOWN", Assert.Single(result.Findings).Code);
    }

    [Fact]
    public async Task A_server_that_answers_from_a_cache_is_unknown()
    {
        _authority.Put(Name, "new");
        _authority.NotAuthoritative.Add(FakeAuthority.At("192.0.2.1"));
        Assert.Equal(DnsWaitStatus.Unknown, (await WaitAsync(new DnsWaitItem(Wanted))).Status);
    }

    [Fact]
    public async Task Servers_that_cannot_be_found_are_unknown()
    {
        _authority.Unresolvable.Add(DnsName.Parse(Name));
        var result = await WaitAsync(new DnsWaitItem(Wanted));
        Assert.Equal(DnsWaitStatus.Unknown, result.Status);
        Assert.NotEqual("", Assert.Single(result.Servers).Detail);
    }

    [Fact]
    public async Task Text_of_another_kind_may_stand_beside_what_is_waited_for()
    {
        var spf = DnsRecordSet.OfText(DnsName.Parse(Name), "v=spf1 -all");
        _authority.Put(Name, "v=spf1 -all", "token=1");
        Assert.True((await WaitAsync(new DnsWaitItem(spf))).Passed);
        _authority.Put(Name, "v=spf1 -all", "token=1", "v=spf1 mx -all");
        Assert.Equal(DnsWaitStatus.Different, (await WaitAsync(new DnsWaitItem(spf))).Status);
    }

    [Fact]
    public async Task What_is_to_be_gone_is_waited_for_too()
    {
        _authority.Put(Name, "old");
        Assert.Equal(DnsWaitStatus.Different, (await WaitAsync(new DnsWaitItem(Nothing))).Status);
        _authority.Put(Name);
        Assert.Equal(DnsWaitStatus.Visible, (await WaitAsync(new DnsWaitItem(Nothing))).Status);
    }

    [Fact]
    public async Task A_wildcard_that_answers_is_not_what_is_to_be_gone()
    {
        _authority.Put("*.example.test", "wild");
        foreach (var name in new[] { Name, "deeper.a.example.test", "*.other.example.test" })
        {
            var result = await WaitAsync(new DnsWaitItem(new DnsRecordSet(DnsName.Parse(name), DnsType.TXT, [])));
            Assert.Equal(DnsWaitStatus.Visible, result.Status);
            Assert.All(result.Servers, server => Assert.Contains("wildcard", server.Detail, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("wild")] // by what it says it could be the wildcard's
    [InlineData("own")]
    public async Task What_is_still_there_under_a_wildcard_is_not_gone(string text)
    {
        _authority.Put("*.example.test", "wild");
        _authority.Put([FakeAuthority.At("192.0.2.2")], Name, text);
        var result = await WaitAsync(new DnsWaitItem(Nothing, DnsRecordSet.OfText(DnsName.Parse(Name), "before")));
        Assert.Equal([DnsWaitStatus.Visible, DnsWaitStatus.Different], result.Servers.Select(server => server.Status));
    }

    [Fact]
    public async Task What_has_a_wildcard_below_it_with_the_same_is_not_gone()
    {
        _authority.Put("*.example.test", "same");
        _authority.Put(Name, "same");
        _authority.Put($"*.{Name}", "same");
        Assert.Equal(DnsWaitStatus.Different, (await WaitAsync(new DnsWaitItem(Nothing))).Status);
    }

    [Fact]
    public async Task A_wildcard_that_is_an_alias_leads_elsewhere_and_the_name_is_gone()
    {
        _authority.Alias("*.example.test", "elsewhere.test");
        Assert.Equal(DnsWaitStatus.Visible, (await WaitAsync(new DnsWaitItem(Nothing))).Status);
        _authority.Alias(Name, "elsewhere.test");
        var result = await WaitAsync(new DnsWaitItem(Nothing));
        Assert.Equal(DnsWaitStatus.Visible, result.Status); // beside an alias there is nothing
        Assert.Contains("it is an alias for elsewhere.test", result.Servers[0].Detail, StringComparison.Ordinal);
        Assert.Equal(DnsWaitStatus.Different, (await WaitAsync(new DnsWaitItem(Wanted))).Status);
    }

    [Fact]
    public async Task A_name_that_is_too_long_to_ask_below_is_unknown()
    {
        var name = $"{string.Join('.', Enumerable.Repeat(new string('x', 47), 5))}.example.test";
        _authority.Put(name, "old");
        Assert.Equal(DnsWaitStatus.Unknown, (await WaitAsync(new DnsWaitItem(new DnsRecordSet(DnsName.Parse(name), DnsType.TXT, [])))).Status);
    }

    [Fact]
    public async Task Silence_takes_nothing_back()
    {
        _authority.Put(Name, "new");
        var (silent, asked, time) = (FakeAuthority.At("192.0.2.1"), new TaskCompletionSource(), new ManualTime());
        _authority.SilentAfter[silent] = 1; // it answers once
        _authority.Silent[silent] = asked;
        using var waiter = Waiter(time);
        var options = new DnsWaitOptions { Servers = [silent], Timeout = TimeSpan.FromSeconds(5) };
        var waiting = FirstAsync(waiter.WaitAllAsync(Items(new DnsWaitItem(Wanted)), options, null, Token));
        await asked.Task.WaitAsync(HangGuard, Token); // the second time
        await PassAsync(time, options.Timeout, waiting);
        Assert.Equal(DnsWaitStatus.Visible, (await waiting).Status);
    }

    [Fact]
    public async Task Many_sets_are_waited_for_together()
    {
        const int count = 300;
        var (time, timeout, looked, left) = (new ManualTime(), TimeSpan.FromSeconds(20), new TaskCompletionSource(), count);
        DnsWaitItem[] items = [.. Enumerable.Range(0, count).Select(n => new DnsWaitItem(DnsRecordSet.OfText(DnsName.Parse($"n{n}.example.test"), "new")))];
        using var waiter = Waiter(time);
        var waiting = waiter.WaitAllAsync(items.ToAsyncEnumerable(), new DnsWaitOptions { All = true, Timeout = timeout }, _ => Looked(), Token).ToArrayAsync(Token).AsTask();
        await looked.Task.WaitAsync(HangGuard, Token); // all were looked for, before any time has passed
        await PassAsync(time, timeout, waiting);

        var results = await waiting;
        Assert.Equal(items.Select(item => item.Wanted.Name), results.Select(result => result.Name));
        Assert.All(results, result => Assert.Equal(DnsWaitStatus.Missing, result.Status));

        void Looked()
        {
            if (Interlocked.Decrement(ref left) == 0) looked.SetResult();
        }
    }

    [Fact]
    public async Task A_server_that_comes_later_is_waited_for_and_its_old_record_tells_how_long_others_keep_it()
    {
        _authority.Put(Name, "new");
        _authority.Put([FakeAuthority.At("192.0.2.2")], Name, "old");
        var told = new TaskCompletionSource<string>();
        using var waiter = Waiter(TimeProvider.System);
        var waiting = FirstAsync(waiter.WaitAllAsync(Items(new DnsWaitItem(Wanted)), new DnsWaitOptions { All = true, Timeout = TimeSpan.FromMinutes(1) }, text => told.TrySetResult(text), Token));
        Assert.Contains("1 of 2 servers", await told.Task.WaitAsync(Token), StringComparison.Ordinal);
        _authority.Put(Name, "new");

        var result = await waiting;

        Assert.True(result.Passed);
        Assert.Equal((long)_authority.TimeToLive.TotalSeconds, result.StaleSeconds);
        Assert.NotNull(result.StaleUntil);
    }

    [Fact]
    public async Task What_was_there_before_is_kept_for_its_time_to_live()
    {
        _authority.Put(Name, "new");
        var result = await WaitAsync(new DnsWaitItem(Wanted, DnsRecordSet.OfText(DnsName.Parse(Name), "old", TimeSpan.FromSeconds(77))));
        Assert.Equal(77, result.StaleSeconds);
        Assert.Equal("WAIT-STALE", Assert.Single(result.Findings).Code);
    }

    [Fact]
    public async Task Where_nothing_was_before_that_is_kept_for_the_negative_time_of_the_zone()
    {
        _authority.Put(Name, "new");
        Assert.Equal((long)_authority.NegativeTime!.Value.TotalSeconds, (await WaitAsync(new DnsWaitItem(Wanted, Nothing))).StaleSeconds);
    }

    [Fact]
    public async Task Where_a_wildcard_answered_before_that_is_kept_for_its_time_to_live()
    {
        _authority.Put("*.example.test", "wild");
        _authority.Put(Name, "new");
        Assert.Equal((long)_authority.TimeToLive.TotalSeconds, (await WaitAsync(new DnsWaitItem(Wanted, Nothing))).StaleSeconds);
    }

    [Fact]
    public async Task A_silent_server_holds_up_no_other()
    {
        var (silent, late, looked) = (FakeAuthority.At("192.0.2.1"), FakeAuthority.At("192.0.2.2"), new TaskCompletionSource());
        var time = new ManualTime();
        _authority.Silent[silent] = looked;
        using var waiter = Waiter(time);
        var options = new DnsWaitOptions { Servers = [late, silent], Timeout = TimeSpan.FromSeconds(60) };
        var waiting = FirstAsync(waiter.WaitAllAsync(Items(new DnsWaitItem(Wanted)), options, null, Token));
        await looked.Task.WaitAsync(HangGuard, Token); // the other was asked, and had nothing
        _authority.Put(Name, "new");
        await PassAsync(time, TimeSpan.FromSeconds(1), waiting);
        Assert.Equal([DnsWaitStatus.Visible, DnsWaitStatus.Unknown], (await waiting).Servers.Select(server => server.Status));
    }

    [Fact]
    public async Task What_is_shown_the_second_time_counts_though_what_follows_is_not_answered()
    {
        var (server, asked) = (FakeAuthority.At("192.0.2.1"), new TaskCompletionSource());
        var time = new ManualTime();
        var answers = new Queue<string?>([null, "old"]); // gone, and there again; whether by a wildcard it does not say
        _authority.Turns[(server, DnsName.Parse(Name))] = answers;
        _authority.Silent[server] = asked;
        _authority.SilentAfter[server] = 2;
        using var waiter = Waiter(time);
        var waiting = FirstAsync(waiter.WaitAllAsync(Items(new DnsWaitItem(Nothing)), new DnsWaitOptions { Servers = [server], Timeout = TimeSpan.FromSeconds(5) }, null, Token));
        await asked.Task.WaitAsync(HangGuard, Token);
        Assert.Empty(answers);
        await PassAsync(time, TimeSpan.FromSeconds(1), waiting);
        Assert.NotEqual(DnsWaitStatus.Visible, (await waiting).Status);
    }

    [Fact]
    public async Task How_long_is_unknown_where_nobody_told_what_was_before()
    {
        _authority.Put(Name, "new");
        var result = await WaitAsync(new DnsWaitItem(Wanted));
        Assert.Null(result.StaleSeconds);
        Assert.Equal("WAIT-STALE-UNKNOWN", Assert.Single(result.Findings).Code);
    }

    [Fact]
    public async Task Where_there_is_no_way_to_IPv6_a_server_that_answers_by_IPv4_counts()
    {
        var authority = new FakeAuthority().Zone("example.test", ("ns1.example.test", "192.0.2.1 2001:db8::1"));
        authority.Put(Name, "new");
        authority.Failing[FakeAuthority.At("2001:db8::1")] = DnsOutcome.Unreachable;
        var result = await WaitAsync(new DnsWaitItem(Wanted), authority: authority);
        Assert.True(result.Passed);
        Assert.Contains(result.Servers, server => server.Status == DnsWaitStatus.NotReached);
    }

    [Theory]
    [InlineData(DnsType.NS, "ns1.example.test", "ns2.example.test")]
    [InlineData(DnsType.DS, "ns1.example.test", "ns2.example.test")]
    [InlineData(DnsType.TXT, "ns.a.example.test")]
    public async Task What_delegates_a_name_is_gone_where_the_zone_above_has_none(DnsType type, params string[] servers)
    {
        _authority.Zone(Name, ("ns.a.example.test", "192.0.2.9"));
        var result = await WaitAsync(new DnsWaitItem(new DnsRecordSet(DnsName.Parse(Name), type, [])));
        Assert.Equal(servers, result.Servers.Select(server => server.Host));
    }

    [Fact]
    public async Task Servers_that_are_named_are_asked_in_place_of_those_of_the_zone()
    {
        _authority.Put([FakeAuthority.At("192.0.2.2")], Name, "new");
        var result = await WaitAsync(new DnsWaitItem(Wanted), Once with { Servers = [FakeAuthority.At("192.0.2.2")] });
        Assert.Equal((true, "192.0.2.2:53"), (result.Passed, Assert.Single(result.Servers).Server));
    }

    [Theory]
    [InlineData(1, "1 second")]
    [InlineData(1.5, "1.5 seconds")]
    public async Task A_question_that_is_on_its_way_at_the_end_of_the_time_is_not_waited_for(double seconds, string said)
    {
        _authority.Put(Name, "new");
        var (silent, asked) = (FakeAuthority.At("192.0.2.2"), new TaskCompletionSource());
        _authority.Silent[silent] = asked;
        var (time, timeout) = (new ManualTime(), TimeSpan.FromSeconds(seconds));
        using var waiter = Waiter(time);
        var waiting = FirstAsync(waiter.WaitAllAsync(Items(new DnsWaitItem(Wanted)), new DnsWaitOptions { Servers = [FakeAuthority.At("192.0.2.1"), silent], Timeout = timeout }, null, Token));
        await asked.Task.WaitAsync(HangGuard, Token);
        time.Advance(timeout);

        var result = await waiting.WaitAsync(HangGuard, Token);

        Assert.Equal([DnsWaitStatus.Visible, DnsWaitStatus.Unknown], result.Servers.Select(server => server.Status));
        Assert.Equal((DnsWaitStatus.Unknown, "no answer yet", seconds * 1000), (result.Status, result.Servers[1].Detail, result.WaitedMs));
        Assert.Contains($" within {said}. 192.0.2.2:53: Unknown (no answer yet).", Assert.Single(result.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_server_said_before_it_fell_silent_stands()
    {
        _authority.Put(Name, "old");
        var (server, asked, looked) = (FakeAuthority.At("192.0.2.1"), new TaskCompletionSource(), new TaskCompletionSource());
        var time = new ManualTime();
        using var waiter = Waiter(time);
        var options = new DnsWaitOptions { Servers = [server], Timeout = TimeSpan.FromSeconds(5) };
        var waiting = FirstAsync(waiter.WaitAllAsync(Items(new DnsWaitItem(Wanted)), options, _ => looked.TrySetResult(), Token));
        await looked.Task.WaitAsync(HangGuard, Token);
        _authority.Silent[server] = asked;
        await PassAsync(time, TimeSpan.FromSeconds(0.1), asked.Task); // to the second look
        await PassAsync(time, options.Timeout, waiting);

        Assert.Equal((DnsWaitStatus.Different, "\"old\""), ((await waiting).Status, (await waiting).Servers[0].Detail));
    }

    [Fact]
    public async Task How_long_is_unknown_where_the_zone_does_not_tell()
    {
        _authority.Put(Name, "new");
        _authority.NegativeTime = null;
        var finding = Assert.Single((await WaitAsync(new DnsWaitItem(Wanted, Nothing))).Findings);
        Assert.Equal("WAIT-STALE-UNKNOWN", finding.Code);
        Assert.Contains("the zone did not tell", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public async Task The_time_to_wait_has_bounds(int days) =>
        await Assert.ThrowsAsync<ArgumentException>(() => WaitAsync(new DnsWaitItem(Wanted), new DnsWaitOptions { Timeout = TimeSpan.FromDays(days) }));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DnsRecordWaiter Waiter(TimeProvider time, FakeAuthority? authority = null) => new(authority ?? _authority, authority ?? _authority, authority ?? _authority, time);

    /// <summary>Waits; the time stands still until everybody was asked once.</summary>
    private async Task<DnsWaitResult> WaitAsync(DnsWaitItem item, DnsWaitOptions? options = null, FakeAuthority? authority = null)
    {
        var (time, looked) = (new ManualTime(), new TaskCompletionSource());
        using var waiter = Waiter(time, authority);
        var waiting = FirstAsync(waiter.WaitAllAsync(Items(item), options ?? Once, _ => looked.TrySetResult(), Token));
        await Task.WhenAny(waiting, looked.Task).WaitAsync(HangGuard, Token);
        await PassAsync(time, Once.Timeout, waiting);
        return await waiting;
    }

    private static async Task PassAsync(ManualTime time, TimeSpan step, Task until)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(Token);
        guard.CancelAfter(HangGuard);
        for (; !until.IsCompleted; await Task.Delay(1, guard.Token)) time.Advance(step);
    }

    private static async IAsyncEnumerable<DnsWaitItem> Items(DnsWaitItem item)
    {
        await Task.CompletedTask;
        yield return item;
    }

    private static async Task<DnsWaitResult> FirstAsync(IAsyncEnumerable<DnsWaitResult> results)
    {
        await foreach (var result in results) return result;
        throw new InvalidOperationException("There was no result.");
    }
}
