using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

public sealed class RelayQueueIdTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_is_short_letters_and_digits() => Assert.Matches("^[0-9A-Z]{8}$", RelayQueueId.Create(Start, 1));

    [Fact]
    public void No_two_messages_have_the_same() => Prop.ForAll(
        Pairs, Pairs, (one, other) => Assert.Equal(one == other, Of(one) == Of(other))).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_sort_by_time()
    {
        var names = Enumerable.Range(0, 2000).Select(n => RelayQueueId.Create(Start.AddSeconds(n), 7)).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void A_clock_before_its_epoch_and_the_largest_number_are_borne() =>
        Assert.Matches("^0000000[0-9A-Z]{13}$", RelayQueueId.Create(DateTimeOffset.MinValue, long.MaxValue));

    private static Arbitrary<(int Seconds, long Number)> Pairs { get; } =
        (from seconds in Gen.Choose(0, 100) from number in Gen.Choose(0, 2000) select (seconds, (long)number)).ToArbitrary();

    private static string Of((int Seconds, long Number) pair) => RelayQueueId.Create(Start.AddSeconds(pair.Seconds), pair.Number);
}
