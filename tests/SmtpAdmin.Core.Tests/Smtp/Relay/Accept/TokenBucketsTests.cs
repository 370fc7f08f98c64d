using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

public sealed class TokenBucketsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void What_was_not_used_in_the_last_window_may_be_used_at_once_and_no_more()
    {
        var clock = new ManualClock();
        var buckets = new TokenBuckets<string>(60, Minute, clock);
        for (var n = 0; n < 60; n++) Assert.True(buckets.TryTake("a", out _));
        Assert.False(buckets.TryTake("a", out var wait));
        Assert.Equal(TimeSpan.FromSeconds(1), wait);
        Assert.True(buckets.TryTake("b", out _));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(buckets.HasAny("a", out _));
        Assert.True(buckets.TryTake("a", out _));
        Assert.True(buckets.TryTake("a", out _));
        Assert.False(buckets.TryTake("a", out _));
        clock.Advance(TimeSpan.FromHours(1));
        for (var n = 0; n < 60; n++) Assert.True(buckets.TryTake("a", out _));
        Assert.False(buckets.HasAny("a", out _));
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var buckets = new TokenBuckets<string>(0, Minute, new ManualClock());
        for (var n = 0; n < 1000; n++) Assert.True(buckets.TryTake("a", out _));
        Assert.Equal(0, buckets.Count);
    }

    [Fact]
    public void Memory_is_bounded_however_many_come_and_old_ones_are_forgotten()
    {
        var clock = new ManualClock();
        var buckets = new TokenBuckets<int>(5, Minute, clock);
        for (var key = 0; key < 5 * TokenBuckets<int>.MaxKeys; key++) buckets.TryTake(key, out _);
        Assert.InRange(buckets.Count, 1, TokenBuckets<int>.MaxKeys);
        clock.Advance(2 * Minute);
        buckets.TryTake(-1, out _);
        clock.Advance(2 * Minute);
        buckets.TryTake(-2, out _);
        Assert.InRange(buckets.Count, 1, 2);
    }

    [Fact]
    public void In_any_stretch_of_time_no_more_is_taken_than_a_bucket_and_what_flows_in() => Prop.ForAll(
        Gen.Choose(2, 20).ToArbitrary(),
        Gen.ListOf(Gen.Choose(0, 30_000)).ToArbitrary(),
        (limit, pauses) =>
        {
            var clock = new ManualClock();
            var buckets = new TokenBuckets<string>(limit, Minute, clock);
            var start = clock.GetUtcNow();
            var taken = 0;
            foreach (var pause in pauses.Prepend(0))
            {
                clock.Advance(TimeSpan.FromMilliseconds(pause));
                while (buckets.TryTake("a", out var wait))
                {
                    Assert.Equal(TimeSpan.Zero, wait);
                    taken++;
                }
                var passed = clock.GetUtcNow() - start;
                // Never more than that; and whoever takes what there is often enough gets all of it.
                Assert.InRange(taken, Math.Floor(passed / Minute * limit + limit), passed / Minute * limit + limit + 0.001);
            }
        }).QuickCheckThrowOnFailure();
}
