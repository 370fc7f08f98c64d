using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>Field arithmetic against integers without bounds.</summary>
public sealed class FieldElementTests
{
    private const ulong Limb = (1UL << 51) - 1, Loosest = (1UL << 53) - 1;
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1000);

    [Fact]
    public void Sums_differences_products_and_squares_are_those_of_integers() =>
        Prop.ForAll(Limbs().Two().ToArbitrary(), pair =>
        {
            var (left, right) = (Element(pair.Item1), Element(pair.Item2));
            var (a, b) = (Integer(pair.Item1), Integer(pair.Item2));
            Assert.Equal(ReferenceCurve.Mod(a + b), Value(left + right));
            Assert.Equal(ReferenceCurve.Mod(a - b), Value(left - right));
            Assert.Equal(ReferenceCurve.Mod(-a), Value(-left));
            Assert.Equal(ReferenceCurve.Mod(a * b), Value(left * right));
            Assert.Equal(ReferenceCurve.Mod(a * a), Value(left.Square()));
        }).Check(Many);

    [Fact]
    public void The_loosest_limbs_that_are_promised_to_be_taken_overflow_nothing()
    {
        ulong[] limbs = [Loosest, Loosest, Loosest, Loosest, Loosest];
        var (element, integer) = (Element(limbs), Integer(limbs));
        Assert.Equal(ReferenceCurve.Mod(integer), Value(element));
        Assert.Equal(ReferenceCurve.Mod(integer * integer), Value(element * element));
        Assert.Equal(ReferenceCurve.Mod(integer * integer), Value(element.Square()));
        Assert.Equal(BigInteger.Zero, Value(element - element));
        Assert.Equal(ReferenceCurve.Mod(-integer), Value(-element));
    }

    [Fact]
    public void Three_products_or_differences_at_their_loosest_can_be_added_and_multiplied() =>
        Prop.ForAll(Limbs().Two().ToArbitrary(), pair =>
        {
            var product = Element(pair.Item1) * Element(pair.Item2);
            var difference = Element(pair.Item1) - Element(pair.Item2);
            var sum = product + difference + difference;
            var expected = Value(product) + (2 * Value(difference));
            Assert.Equal(ReferenceCurve.Mod(expected * expected), Value(sum * sum));
        }).Check(Many);

    [Fact]
    public void An_inverse_times_its_element_is_one() =>
        Prop.ForAll(Limbs().ToArbitrary(), limbs =>
        {
            var inverse = FieldPowers.Invert(Element(limbs));
            Assert.Equal(ReferenceCurve.Inverse(Integer(limbs)), Value(inverse));
            Assert.Equal(Element(limbs).IsZero ? 0 : 1, Value(inverse * Element(limbs)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_quotient_has_a_root_when_it_is_a_square_and_else_none() =>
        Prop.ForAll(Limbs().Two().ToArbitrary(), pair =>
        {
            var (numerator, denominator) = (Integer(pair.Item1), Integer(pair.Item2));
            if (ReferenceCurve.Mod(denominator).IsZero) return;
            var quotient = ReferenceCurve.Mod(numerator * ReferenceCurve.Inverse(denominator));
            var isSquare = BigInteger.ModPow(quotient, (ReferenceCurve.P - 1) / 2, ReferenceCurve.P) <= 1;
            Assert.Equal(isSquare, FieldPowers.TrySquareRoot(Element(pair.Item1), Element(pair.Item2), out var root));
            if (isSquare) Assert.Equal(quotient, ReferenceCurve.Mod(Value(root) * Value(root)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Octets_are_read_little_endian_without_the_highest_bit_and_written_reduced() =>
        Prop.ForAll(EdgeOctets.Of(32).ToArbitrary(), octets =>
        {
            var integer = ReferenceCurve.Integer(octets) & ((BigInteger.One << 255) - 1);
            var element = FieldElement.Read(octets);
            Assert.Equal(ReferenceCurve.Mod(integer), Value(element));
            Assert.Equal(ReferenceCurve.Mod(integer).IsZero, element.IsZero);
            Assert.Equal(ReferenceCurve.Mod(integer) & 1, element.Sign);
        }).Check(Many);

    [Theory]
    [InlineData(-2)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(18)]
    public void Values_around_p_are_written_reduced(int offset)
    {
        var integer = ReferenceCurve.P + offset;
        Assert.Equal(ReferenceCurve.Mod(integer), Value(FieldElement.Read(ReferenceCurve.Octets(integer, 32))));
        ulong[] twice = [(2 * (Limb - 18)) + (ulong)(offset + 2), 2 * Limb, 2 * Limb, 2 * Limb, 2 * Limb]; // 2p + 2 and more, in loose limbs
        Assert.Equal(ReferenceCurve.Mod(offset + 2), Value(Element(twice)));
    }

    [Fact]
    public void A_mask_chooses_one_of_two()
    {
        Assert.Equal(Value(FieldElement.D), Value(FieldElement.Select(FieldElement.D, FieldElement.One, 0)));
        Assert.Equal(1, Value(FieldElement.Select(FieldElement.D, FieldElement.One, ulong.MaxValue)));
    }

    [Fact]
    public void The_constants_are_those_of_the_specification()
    {
        Assert.Equal(ReferenceCurve.D, Value(FieldElement.D));
        Assert.Equal(ReferenceCurve.Mod(2 * ReferenceCurve.D), Value(FieldElement.TwiceD));
        Assert.Equal(BigInteger.ModPow(2, (ReferenceCurve.P - 1) / 4, ReferenceCurve.P), Value(FieldElement.SquareRootOfMinusOne));
        Assert.True(FieldElement.Zero.IsZero);
        Assert.False(FieldElement.One.IsZero);
    }

    /// <summary>Limbs as loose as additions leave them, with those at the edges more often than chance would.</summary>
    private static Gen<ulong[]> Limbs() =>
        Gen.OneOf(
            Gen.Elements<ulong>(0, 1, 18, 19, Limb - 18, Limb - 1, Limb, Limb + 1, 2 * Limb, Loosest),
            EdgeOctets.Random(8).Select(octets => BitConverter.ToUInt64(octets) & Limb),
            EdgeOctets.Random(8).Select(octets => BitConverter.ToUInt64(octets) & Loosest)).ArrayOf(5);

    private static FieldElement Element(ulong[] limbs) => new(limbs[0], limbs[1], limbs[2], limbs[3], limbs[4]);

    private static BigInteger Integer(ulong[] limbs) => limbs.Reverse().Aggregate(BigInteger.Zero, (sum, limb) => (sum << 51) + limb);

    private static BigInteger Value(FieldElement element)
    {
        var octets = new byte[FieldElement.Size];
        element.Write(octets);
        var value = ReferenceCurve.Integer(octets);
        Assert.True(value < ReferenceCurve.P, "What is written is reduced.");
        return value;
    }
}
