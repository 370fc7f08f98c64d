using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Addresses;

/// <summary>A set of addresses is one: checked against a plain set of numbers, with ranges of a small space.</summary>
public sealed class SpfAddressSetTests
{
    private const int Space = 64;

    private static readonly Arbitrary<(int First, int Length, int Action)[]> Steps =
        (from first in Gen.Choose(0, Space - 1) from length in Gen.Choose(1, 12) from action in Gen.Choose(0, 3) select (first, length, action)).ArrayOf().ToArbitrary();

    [Theory]
    [InlineData(false, 0ul, 0ul)]
    [InlineData(true, 0ul, 0ul)]
    [InlineData(false, 0ul, uint.MaxValue - (ulong)Space + 1)]
    [InlineData(true, ulong.MaxValue, ulong.MaxValue - Space + 1)]
    public void Adding_and_taking_out_do_what_they_say(bool isIPv6, ulong upper, ulong lower) => Prop.ForAll(Steps, steps =>
    {
        var start = new UInt128(upper, lower);
        var (set, model, part, partModel) = (new SpfAddressSet(), new HashSet<int>(), new SpfAddressSet(), new HashSet<int>());
        foreach (var (first, length, action) in steps)
        {
            var last = Math.Min(first + length, Space) - 1;
            var range = new SpfAddressRange(isIPv6, start + (UInt128)first, start + (UInt128)last);
            var numbers = Enumerable.Range(first, last - first + 1);
            if (action == 0) { set.Add(range); model.UnionWith(numbers); }
            else if (action == 1) { set.Remove(range); model.ExceptWith(numbers); }
            else { part.Add(range); partModel.UnionWith(numbers); }
        }
        var (more, less) = (set.Copy(), set.Copy());
        more.Add(part);
        less.Remove(part);
        Same(set, model, start, isIPv6);
        Same(more, [.. model.Union(partModel)], start, isIPv6);
        Same(less, [.. model.Except(partModel)], start, isIPv6);
        Assert.Equal(partModel.IsSubsetOf(model), set.Contains(part));
        Assert.True(more.Contains(part) && more.Contains(set));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Everything_is_one_network_of_each_family()
    {
        var set = new SpfAddressSet();
        foreach (var text in (string[])["0.0.0.0/0", "::/0", "9.9.9.9", "2a00::/32"])
        {
            Assert.True(SpfNetwork.TryParse(text, out var network, out _, out _));
            set.Add(network);
        }
        Assert.Equal(["0.0.0.0/0", "::/0"], set.Networks.Select(network => network.ToString()));
        Assert.Equal(1L << 32, set.Count4);
    }

    [Fact]
    public void Thousands_of_ranges_are_merged_at_once()
    {
        var (even, odd) = (new SpfAddressSet(), new SpfAddressSet());
        for (var at = 0; at < 20_000; at++) (at % 2 == 0 ? even : odd).Add(new SpfAddressRange(IsIPv6: false, (UInt128)at, (UInt128)at));
        Assert.Equal((10_000, 10_000), (even.Ranges.Count(), odd.Ranges.Count()));
        even.Add(odd);
        Assert.Equal(new SpfAddressRange(IsIPv6: false, UInt128.Zero, 19_999), Assert.Single(even.Ranges));
        even.Remove(odd);
        Assert.Equal(10_000, even.Count4);
    }

    private static void Same(SpfAddressSet set, HashSet<int> model, UInt128 start, bool isIPv6)
    {
        var numbers = set.Ranges.SelectMany(range => Enumerable.Range((int)(range.First - start), (int)(range.Last - range.First) + 1)).ToArray();
        Assert.Equal(model.Order(), numbers);
        var ranges = set.Ranges.ToArray();
        for (var at = 1; at < ranges.Length; at++) Assert.True(ranges[at].First > ranges[at - 1].Last + UInt128.One, "Ranges touch.");
        for (var number = 0; number < Space; number++)
        {
            var network = SpfNetwork.OfBits(isIPv6, start + (UInt128)number, SpfNetwork.Bits(isIPv6));
            Assert.Equal(model.Contains(number), set.Contains(network));
            Assert.Equal(model.Contains(number), set.Overlaps(network));
        }
    }
}
