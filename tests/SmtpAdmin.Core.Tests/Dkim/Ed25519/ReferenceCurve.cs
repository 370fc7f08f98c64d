using System.Numerics;
using System.Security.Cryptography;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>edwards25519 as RFC 8032 section 5.1 defines it, with affine points and plain integers: slow, plain, and written apart from the code under test.</summary>
internal static class ReferenceCurve
{
    public static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    public static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);
    public static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    public static readonly ReferencePoint Identity = new(0, 1);
    public static readonly ReferencePoint Base = Decode(Octets(Mod(4 * Inverse(5)), 32))!;

    public static BigInteger Mod(BigInteger value) => Mod(value, P);

    public static BigInteger Mod(BigInteger value, BigInteger modulus) => ((value % modulus) + modulus) % modulus;

    public static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);

    public static BigInteger Integer(ReadOnlySpan<byte> littleEndian) => new(littleEndian, isUnsigned: true);

    public static byte[] Octets(BigInteger value, int count)
    {
        var octets = new byte[count];
        value.ToByteArray(isUnsigned: true).CopyTo(octets, 0);
        return octets;
    }

    public static ReferencePoint Add(ReferencePoint left, ReferencePoint right)
    {
        var product = Mod(D * left.X * right.X % P * left.Y * right.Y);
        return new ReferencePoint(
            Mod(((left.X * right.Y) + (right.X * left.Y)) * Inverse(1 + product)),
            Mod(((left.Y * right.Y) + (left.X * right.X)) * Inverse(1 - product)));
    }

    public static ReferencePoint Multiply(BigInteger scalar, ReferencePoint point)
    {
        var factor = (point.X, point.Y, BigInteger.One);
        var (x, y, z) = (BigInteger.Zero, BigInteger.One, BigInteger.One);
        for (var bit = (int)scalar.GetBitLength() - 1; bit >= 0; bit--)
        {
            (x, y, z) = Add((x, y, z), (x, y, z));
            if (!((scalar >> bit) & 1).IsZero) (x, y, z) = Add((x, y, z), factor);
        }
        var inverse = Inverse(z);
        return new ReferencePoint(Mod(x * inverse), Mod(y * inverse));
    }

    /// <summary>The same sum, with the denominators multiplied up into Z, since a division costs more than all the rest.</summary>
    private static (BigInteger X, BigInteger Y, BigInteger Z) Add((BigInteger X, BigInteger Y, BigInteger Z) left, (BigInteger X, BigInteger Y, BigInteger Z) right)
    {
        var z = left.Z * right.Z % P;
        var (xx, yy) = (left.X * right.X % P, left.Y * right.Y % P);
        var (one, product) = (z * z % P, D * xx % P * yy % P);
        return (
            z * (one - product) % P * ((left.X * right.Y) + (right.X * left.Y)) % P,
            z * (one + product) % P * (yy + xx) % P,
            (one + product) * (one - product) % P);
    }

    public static byte[] Encode(ReferencePoint point) => Octets(point.Y | ((point.X & 1) << 255), 32);

    /// <summary>Decodes by RFC 8032 section 5.1.3; null when it says that decoding fails.</summary>
    public static ReferencePoint? Decode(ReadOnlySpan<byte> octets)
    {
        var y = Integer(octets) & ((BigInteger.One << 255) - 1);
        var sign = octets[31] >> 7;
        if (y >= P) return null;
        var square = Mod(((y * y) - 1) * Inverse((D * y * y) + 1));
        var x = BigInteger.ModPow(square, (P + 3) / 8, P);
        if (Mod((x * x) - square) != 0) x = Mod(x * BigInteger.ModPow(2, (P - 1) / 4, P));
        if (Mod((x * x) - square) != 0 || (x.IsZero && sign == 1)) return null;
        return new ReferencePoint((int)(x & 1) == sign ? x : P - x, y);
    }

    /// <summary>The eight points whose order divides 8: the multiples of one that has the order 8.</summary>
    public static IReadOnlyList<ReferencePoint> SmallOrder()
    {
        for (var y = 2; ; y++)
        {
            if (Decode(Octets(y, 32)) is not { } point) continue;
            var torsion = Multiply(L, point);
            if (Multiply(4, torsion) != Identity) return [.. Enumerable.Range(0, 8).Select(n => Multiply(n, torsion))];
        }
    }

    /// <summary>The secret scalar of a seed (RFC 8032 section 5.1.5).</summary>
    public static BigInteger SecretScalar(ReadOnlySpan<byte> seed)
    {
        var half = SHA512.HashData(seed)[..32];
        half[0] &= 248;
        half[31] &= 127;
        half[31] |= 64;
        return Integer(half);
    }

    /// <summary>SHA-512 of the parts, modulo L.</summary>
    public static BigInteger Hash(params byte[][] parts) => Mod(Integer(SHA512.HashData([.. parts.SelectMany(part => part)])), L);

    /// <summary>Signs by RFC 8032 section 5.1.6.</summary>
    public static byte[] Sign(byte[] seed, byte[] message)
    {
        var r = Hash(SHA512.HashData(seed)[32..], message);
        var encodedR = Encode(Multiply(r, Base));
        var secret = SecretScalar(seed);
        var k = Hash(encodedR, Encode(Multiply(secret, Base)), message);
        return [.. encodedR, .. Octets(Mod(r + (k * secret), L), 32)];
    }
}
