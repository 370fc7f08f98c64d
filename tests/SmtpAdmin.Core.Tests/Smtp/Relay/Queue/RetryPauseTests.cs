using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class RetryPauseTests
{
    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(5, 160)]
    [InlineData(6, 240)]
    [InlineData(int.MaxValue, 240)]
    public void Pauses_double_up_to_the_longest(int pauses, int minutes) =>
        Assert.Equal(minutes, RetryPause.Of(new SmtpRelayRetry(), pauses, 0.5).TotalMinutes, 0.01);

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 6)]
    public void Chance_makes_a_pause_a_fifth_shorter_or_longer(double chance, int minutes) =>
        Assert.Equal(minutes, RetryPause.Of(new SmtpRelayRetry(), 0, chance).TotalMinutes, 0.01);

    [Fact]
    public void Whatever_is_set_a_pause_is_one() =>
        Prop.ForAll<long, long, int>((first, longest, pauses) =>
        {
            var retry = new SmtpRelayRetry { First = TimeSpan.FromTicks(Math.Abs(first % long.MaxValue)), Longest = TimeSpan.FromTicks(Math.Abs(longest % long.MaxValue)) };
            var pause = RetryPause.Of(retry, pauses, 1);
            return pause > TimeSpan.Zero && pause <= TimeSpan.FromDays(366 * 1.2) && pause <= RetryPause.Longest(retry);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_time_at_all_is_still_a_pause() =>
        Assert.Equal(TimeSpan.FromMilliseconds(1), RetryPause.Of(new SmtpRelayRetry { First = TimeSpan.Zero }, 3, 0));
}
