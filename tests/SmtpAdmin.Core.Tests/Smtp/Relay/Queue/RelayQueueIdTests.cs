using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class RelayQueueIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 3, 9, 5, 7, TimeSpan.Zero);

    [Fact]
    public void A_name_is_short_and_has_no_vowels_and_no_look_alikes() => Prop.ForAll<DateTimeOffset, long>((time, number) =>
        Assert.Matches("^[0-9CDFHJKMNPRTVWX]{8,14}$", RelayQueueId.Create(time, number))).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_of_one_second_differ() =>
        Assert.Equal(100_000, Enumerable.Range(0, 100_000).Select(number => RelayQueueId.Create(Now, number)).Distinct().Count());

    [Fact]
    public void The_same_number_in_another_second_gives_another_name() =>
        Assert.Equal(100_000, Enumerable.Range(0, 100_000).Select(second => RelayQueueId.Create(Now.AddSeconds(second), 1)).Distinct().Count());

    [Fact]
    public void No_two_messages_have_the_same()
    {
        var pairs = (from seconds in Gen.Choose(0, 100) from number in Gen.Choose(0, 2000) select (seconds, number)).Two().ToArbitrary();
        Prop.ForAll(pairs, pair => Assert.Equal(
            pair.Item1 == pair.Item2,
            RelayQueueId.Create(Now.AddSeconds(pair.Item1.seconds), pair.Item1.number) == RelayQueueId.Create(Now.AddSeconds(pair.Item2.seconds), pair.Item2.number))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Names_sort_by_time() => Prop.ForAll(Gen.Choose(0, int.MaxValue).Two().ToArbitrary(), pair =>
        Assert.Equal(
            Math.Sign(pair.Item1.CompareTo(pair.Item2)),
            Math.Sign(string.CompareOrdinal(RelayQueueId.Create(Now.AddSeconds(pair.Item1), 5), RelayQueueId.Create(Now.AddSeconds(pair.Item2), 5))))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, "132JTPR0")]
    [InlineData(1, "132JTPR1")]
    [InlineData(24, "132JTPR10")]
    [InlineData(1000000, "132JTPR3082M")]
    [InlineData(4586471423, "132JTPRXXXXXXX")]
    [InlineData(4586471429, "132JTPR5")]
    public void The_second_comes_first_and_the_number_behind_it(long number, string name) => Assert.Equal(name, RelayQueueId.Create(Now, number));
}
