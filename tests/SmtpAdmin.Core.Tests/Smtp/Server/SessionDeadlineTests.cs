using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>One timer and one token for all that a session waits for.</summary>
public sealed class SessionDeadlineTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly SessionDeadline _deadline;

    public SessionDeadlineTests() => _deadline = new SessionDeadline(_clock, TimeSpan.FromHours(1), _stopping.Token, _aborting.Token);

    [Fact]
    public void It_comes_when_time_is_up_and_not_before()
    {
        var token = _deadline.Arm(Minute);
        _clock.Advance(Minute - TimeSpan.FromSeconds(1));
        Assert.False(token.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(token.IsCancellationRequested);
        Assert.False(_deadline.IsOver);
    }

    [Fact]
    public void What_is_armed_again_has_all_its_time_whether_it_is_later_or_earlier()
    {
        for (var n = 0; n < 10; n++)
        {
            var token = _deadline.Arm(Minute * (1 + (n % 3)));
            _clock.Advance(Minute * 0.9);
            Assert.False(token.IsCancellationRequested);
        }
        var last = _deadline.Arm(Minute / 2);
        _clock.Advance(Minute / 2);
        Assert.True(last.IsCancellationRequested);
    }

    [Fact]
    public void After_one_deadline_has_come_the_next_begins_anew()
    {
        for (var n = 0; n < 3; n++)
        {
            var token = _deadline.Arm(Minute);
            Assert.False(token.IsCancellationRequested);
            _clock.Advance(2 * Minute);
            Assert.True(token.IsCancellationRequested);
        }
    }

    [Fact]
    public void Nothing_outlasts_the_session()
    {
        var token = _deadline.Disarm();
        _clock.Advance(Minute * 59);
        Assert.False(token.IsCancellationRequested);
        token = _deadline.Arm(TimeSpan.FromDays(400));
        _clock.Advance(Minute);
        Assert.True(token.IsCancellationRequested);
        Assert.True(_deadline.IsOver);
        Assert.True(_deadline.Arm(Minute).IsCancellationRequested);
    }

    [Fact]
    public void A_stop_ends_only_what_may_be_interrupted()
    {
        var busy = _deadline.Arm(Minute);
        _stopping.Cancel();
        Assert.True(_deadline.IsStopping);
        Assert.False(busy.IsCancellationRequested);
        Assert.False(_deadline.Disarm().IsCancellationRequested);
        Assert.True(_deadline.ArmInterruptible(_deadline.In(Minute)).IsCancellationRequested);
        Assert.False(_deadline.Arm(Minute).IsCancellationRequested); // for the farewell
        Assert.False(_deadline.IsOver);
    }

    [Fact]
    public void A_stop_reaches_who_waits_already()
    {
        var token = _deadline.ArmInterruptible(_deadline.In(Minute));
        _stopping.Cancel();
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void Who_is_cut_off_stays_so()
    {
        var token = _deadline.Arm(Minute);
        _aborting.Cancel();
        Assert.True(token.IsCancellationRequested && _deadline.IsOver);
        Assert.True(_deadline.Disarm().IsCancellationRequested);
    }

    [Fact]
    public void A_session_that_is_over_leaves_no_timer_behind()
    {
        var token = _deadline.Arm(Minute);
        _deadline.Dispose();
        _clock.Advance(Minute * 120);
        _stopping.Cancel();
        _aborting.Cancel();
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public async Task Whoever_comes_first_nobody_waits_for_ever()
    {
        for (var round = 0; round < 200; round++)
        {
            using var stopping = new CancellationTokenSource();
            using var deadline = new SessionDeadline(TimeProvider.System, TimeSpan.FromHours(1), stopping.Token, CancellationToken.None);
            var stop = Task.Run(stopping.Cancel, TestContext.Current.CancellationToken);
            var session = Task.Run(
                async () =>
                {
                    while (!deadline.IsStopping)
                    {
                        deadline.Arm(Minute);
                        try
                        {
                            await Task.Delay(Timeout.InfiniteTimeSpan, deadline.ArmInterruptible(deadline.In(Minute)));
                        }
                        catch (OperationCanceledException)
                        {
                            Assert.True(deadline.IsStopping);
                        }
                    }
                    Assert.False(deadline.Arm(Minute).IsCancellationRequested);
                },
                TestContext.Current.CancellationToken);
            await Task.WhenAll(stop, session).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        _deadline.Dispose();
        _stopping.Dispose();
        _aborting.Dispose();
    }
}
