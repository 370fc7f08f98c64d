using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>Arithmetic modulo L against integers without bounds.</summary>
public sealed class Ed25519ScalarTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    /// <summary>Numbers where a reduction goes wrong first.</summary>
    private static readonly BigInteger[] Edges =
    [
        .. new BigInteger[] { 0, 1, BigInteger.One << 252, (BigInteger.One << 256) - 1, BigInteger.One << 256, (BigInteger.One << 512) - 1, BigInteger.One << 511 },
        .. from multiple in new BigInteger[] { 1, 2, 3, 15, 16, (BigInteger.One << 256) / ReferenceCurve.L, (BigInteger.One << 512) / ReferenceCurve.L }
           from offset in new[] { -2, -1, 0, 1, 2 }
           select (multiple * ReferenceCurve.L) + offset,
        .. from bit in Enumerable.Range(1, 511) from offset in new[] { -1, 0, 1 } select (BigInteger.One << bit) + offset,
    ];

    [Fact]
    public void Numbers_at_the_edges_are_reduced_as_integers_are() =>
        Assert.All(Edges.Where(edge => edge >> 512 == 0), edge => Assert.Equal(edge % ReferenceCurve.L, Reduce(ReferenceCurve.Octets(edge, 64))));

    [Fact]
    public void Any_number_is_reduced_as_integers_are() =>
        Prop.ForAll(EdgeOctets.Of(64).ToArbitrary(), wide => Assert.Equal(ReferenceCurve.Integer(wide) % ReferenceCurve.L, Reduce(wide))).Check(Many);

    [Fact]
    public void Multiples_of_the_order_and_their_neighbours_are_reduced_as_integers_are() =>
        Prop.ForAll(EdgeOctets.Of(32).ToArbitrary(), Gen.Choose(-2, 2).ToArbitrary(), (factor, offset) =>
        {
            var number = (ReferenceCurve.Integer(factor) * ReferenceCurve.L) + offset;
            if (number.Sign >= 0) Assert.Equal(number % ReferenceCurve.L, Reduce(ReferenceCurve.Octets(number, 64)));
        }).Check(Many);

    [Fact]
    public void A_product_and_a_sum_are_those_of_integers() =>
        Prop.ForAll(EdgeOctets.Of(96).ToArbitrary(), octets =>
        {
            var (left, right, addend) = (octets[..32], octets[32..64], ReferenceCurve.Integer(octets.AsSpan(64)) % ReferenceCurve.L);
            var result = new byte[32];
            Ed25519Scalar.MultiplyAdd(left, right, ReferenceCurve.Octets(addend, 32), result);
            Assert.Equal(((ReferenceCurve.Integer(left) * ReferenceCurve.Integer(right)) + addend) % ReferenceCurve.L, ReferenceCurve.Integer(result));
        }).Check(Many);

    [Fact]
    public void The_largest_factors_overflow_nothing()
    {
        var largest = Enumerable.Repeat((byte)255, 32).ToArray();
        var result = new byte[32];
        Ed25519Scalar.MultiplyAdd(largest, largest, ReferenceCurve.Octets(ReferenceCurve.L - 1, 32), result);
        Assert.Equal((BigInteger.Pow((BigInteger.One << 256) - 1, 2) + ReferenceCurve.L - 1) % ReferenceCurve.L, ReferenceCurve.Integer(result));
    }

    [Fact]
    public void A_scalar_is_canonical_below_the_order_and_not_from_it_on() =>
        Assert.All(Edges.Where(edge => edge >> 256 == 0), edge => Assert.Equal(edge < ReferenceCurve.L, Ed25519Scalar.IsCanonical(ReferenceCurve.Octets(edge, 32))));

    private static BigInteger Reduce(byte[] wide)
    {
        var result = new byte[32];
        Ed25519Scalar.Reduce(wide, result);
        return ReferenceCurve.Integer(result);
    }
}
