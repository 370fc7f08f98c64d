using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>The group of points against the curve's plain definition.</summary>
public sealed class EdwardsPointTests
{
    private static readonly Config Some = Config.QuickThrowOnFailure.WithMaxTest(100); // the reference takes its time

    [Fact]
    public void Sums_and_multiples_of_two_are_those_of_the_definition() =>
        Prop.ForAll(Points().Two().ToArbitrary(), pair =>
        {
            var (left, right) = (Point(pair.Item1), Point(pair.Item2));
            var sum = ReferenceCurve.Add(pair.Item1, pair.Item2);
            var difference = ReferenceCurve.Add(pair.Item1, Opposite(pair.Item2));
            AssertIs(sum, left.Add(new EdwardsCachedPoint(right)));
            AssertIs(difference, left.Subtract(new EdwardsCachedPoint(right)));
            var affine = EdwardsAffinePoint.Of([right.Double(), right])[1]; // has to divide by a Z of another
            AssertIs(sum, left.Add(affine));
            AssertIs(difference, left.Subtract(affine));
            AssertIs(difference, left.Add(affine.Negate(ulong.MaxValue)));
            AssertIs(sum, left.Add(affine.Negate(0)));
            AssertIs(ReferenceCurve.Add(pair.Item1, pair.Item1), left.Double());
            AssertIs(ReferenceCurve.Multiply(8, pair.Item1), left.Double(3));
        }).Check(Some);

    [Fact]
    public void The_laws_of_a_group_hold() =>
        Prop.ForAll(Points().Three().ToArbitrary(), three =>
        {
            var (a, b, c) = (Point(three.Item1), Point(three.Item2), Point(three.Item3));
            AssertSame(Add(a, b), Add(b, a));
            AssertSame(Add(Add(a, b), c), Add(a, Add(b, c)));
            AssertSame(a, Add(a, EdwardsPoint.Identity));
            Assert.True(a.Subtract(new EdwardsCachedPoint(a)).IsIdentity);
            AssertSame(a.Double(), Add(a, a));
        }).Check(Some);

    [Fact]
    public void The_base_point_is_that_of_the_specification_and_has_the_order_L()
    {
        AssertIs(ReferenceCurve.Base, EdwardsPoint.Base);
        Assert.True(Ed25519BaseTable.Multiply(ReferenceCurve.Octets(ReferenceCurve.L, 32)).IsIdentity);
        AssertIs(Opposite(ReferenceCurve.Base), Ed25519BaseTable.Multiply(ReferenceCurve.Octets(ReferenceCurve.L - 1, 32)));
    }

    [Fact]
    public void Multiples_of_the_base_point_are_those_of_the_definition() =>
        Prop.ForAll(EdgeOctets.Of(32).ToArbitrary(), scalar =>
        {
            scalar[31] &= 127;
            AssertIs(ReferenceCurve.Multiply(ReferenceCurve.Integer(scalar), ReferenceCurve.Base), Ed25519BaseTable.Multiply(scalar));
        }).Check(Some);

    [Fact]
    public void Every_digit_of_the_table_is_right() // a scalar with one digit looks one entry up
    {
        for (var position = 0; position < 63; position++)
        {
            var row = ReferenceCurve.Multiply(BigInteger.One << (4 * position), ReferenceCurve.Base);
            var point = row;
            for (var digit = 1; digit <= 8; digit++)
            {
                AssertIs(point, Ed25519BaseTable.Multiply(ReferenceCurve.Octets((BigInteger)digit << (4 * position), 32)));
                point = ReferenceCurve.Add(point, row);
            }
        }
    }

    [Fact]
    public void The_equation_of_a_signature_is_that_of_the_definition() =>
        Prop.ForAll(EdgeOctets.Of(64).ToArbitrary(), Points().ToArbitrary(), (octets, key) =>
        {
            var s = ReferenceCurve.Integer(octets.AsSpan(0, 32)) % ReferenceCurve.L;
            var k = ReferenceCurve.Integer(octets.AsSpan(32)) % ReferenceCurve.L;
            var expected = ReferenceCurve.Add(ReferenceCurve.Multiply(s, ReferenceCurve.Base), Opposite(ReferenceCurve.Multiply(k, key)));
            AssertIs(expected, Ed25519Equation.Solve(ReferenceCurve.Octets(s, 32), ReferenceCurve.Octets(k, 32), Point(key)));
        }).Check(Some);

    [Fact]
    public void Scalars_of_one_bit_solve_the_equation_too()
    {
        var zero = new byte[32];
        for (var bit = 0; bit < 253; bit++)
        {
            var scalar = ReferenceCurve.Octets(BigInteger.One << bit, 32);
            AssertSame(EdwardsPoint.Base.Double(bit), Ed25519Equation.Solve(scalar, zero, EdwardsPoint.Base));
            AssertSame(EdwardsPoint.Identity.Subtract(new EdwardsCachedPoint(EdwardsPoint.Base.Double(bit))), Ed25519Equation.Solve(zero, scalar, EdwardsPoint.Base));
        }
        Assert.True(Ed25519Equation.Solve(zero, zero, EdwardsPoint.Base).IsIdentity);
    }

    [Fact]
    public void Octets_are_decoded_as_the_specification_says() =>
        Prop.ForAll(EdgeOctets.Of(32).ToArbitrary(), octets => AssertDecoding(octets)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Encodings_at_the_edges_are_decoded_as_the_specification_says()
    {
        for (var offset = -20; offset < 19; offset++)
        {
            var y = ReferenceCurve.P + offset;
            foreach (var encoded in new[] { y, ReferenceCurve.Mod(y) })
            {
                AssertDecoding(ReferenceCurve.Octets(encoded, 32));
                AssertDecoding(ReferenceCurve.Octets(encoded | (BigInteger.One << 255), 32)); // the sign of x
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Another_length_is_no_point(int length) => Assert.False(EdwardsPoint.TryDecode(new byte[length], out _));

    private static void AssertDecoding(byte[] octets)
    {
        var expected = ReferenceCurve.Decode(octets);
        Assert.Equal(expected is not null, EdwardsPoint.TryDecode(octets, out var point));
        if (expected is null) return;
        AssertIs(expected, point);
        var again = new byte[32];
        point.Encode(again);
        Assert.Equal(octets, again);
    }

    /// <summary>Multiples of the base point, points of small order, and sums of both: all cases that an addition could stumble over.</summary>
    private static Gen<ReferencePoint> Points()
    {
        var multiples = Enumerable.Range(0, 6).Select(n => ReferenceCurve.Multiply(n * n, ReferenceCurve.Base)).Append(Opposite(ReferenceCurve.Base));
        return from multiple in Gen.Elements(multiples.ToArray())
               from torsion in Gen.Elements(ReferenceCurve.SmallOrder().ToArray())
               select ReferenceCurve.Add(multiple, torsion);
    }

    private static ReferencePoint Opposite(ReferencePoint point) => new(ReferenceCurve.Mod(-point.X), point.Y);

    private static EdwardsPoint Add(EdwardsPoint left, EdwardsPoint right) => left.Add(new EdwardsCachedPoint(right));

    private static EdwardsPoint Point(ReferencePoint point)
    {
        Assert.True(EdwardsPoint.TryDecode(ReferenceCurve.Encode(point), out var decoded));
        return decoded;
    }

    private static void AssertIs(ReferencePoint expected, EdwardsPoint actual)
    {
        var octets = new byte[32];
        actual.Encode(octets);
        Assert.Equal(Convert.ToHexStringLower(ReferenceCurve.Encode(expected)), Convert.ToHexStringLower(octets));
        Assert.True((actual.X * actual.Y - actual.Z * actual.T).IsZero, "T must be XY/Z.");
    }

    private static void AssertSame(EdwardsPoint left, EdwardsPoint right)
    {
        Assert.True((left.X * right.Z - right.X * left.Z).IsZero);
        Assert.True((left.Y * right.Z - right.Y * left.Z).IsZero);
    }
}
