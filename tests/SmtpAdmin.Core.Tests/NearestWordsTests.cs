using FsCheck;
using FsCheck.Fluent;

namespace SmtpAdmin.Core.Tests;

public sealed class NearestWordsTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("spamhaus", "SPAMHAUS", 0)]
    [InlineData("spamhuas", "spamhaus", 1)] // swapped
    [InlineData("spamhas", "spamhaus", 1)] // left out
    [InlineData("spammhaus", "spamhaus", 1)] // added
    [InlineData("spamkaus", "spamhaus", 1)] // changed
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)] // the optimal string alignment distance; Damerau's own is 2
    public void The_distance_counts_slips(string left, string right, int distance) => Assert.Equal(distance, NearestWords.Distance(left, right));

    [Fact]
    public void The_distance_is_the_same_both_ways_and_nothing_only_from_a_word_to_itself() =>
        Prop.ForAll(Words(), Words(), (left, right) =>
        {
            var distance = NearestWords.Distance(left, right);
            Assert.Equal(distance, NearestWords.Distance(right, left));
            Assert.Equal(left == right, distance == 0);
            Assert.InRange(distance, Math.Abs(left.Length - right.Length), Math.Max(left.Length, right.Length));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_nearest_come_first_and_the_far_not_at_all() =>
        Assert.Equal(["zone", "zones"], NearestWords.Find("zonee", ["severity", "zones", "zone", "name"], 3));

    [Fact]
    public void A_long_word_is_near_nothing() => Assert.Empty(NearestWords.Find(new string('a', 100_000), ["a", new string('a', 100)], 3));

    private static Arbitrary<string> Words() => Gen.Elements('a', 'b', 'c').ArrayOf().Select(letters => new string(letters)).Where(word => word.Length <= 12).ToArbitrary();
}
