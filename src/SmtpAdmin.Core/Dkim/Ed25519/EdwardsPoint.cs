namespace SmtpAdmin.Dkim;

/// <summary>
/// A point of edwards25519 in extended coordinates (RFC 8032 section 5.1.4): x = X/Z, y = Y/Z, xy = T/Z. The formulas are complete: they hold
/// for every pair of points, so there is no case to tell apart.
/// </summary>
/// <param name="x">X.</param>
/// <param name="y">Y.</param>
/// <param name="z">Z.</param>
/// <param name="t">T.</param>
internal readonly struct EdwardsPoint(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t)
{
    /// <summary>The length of an encoded point, in octets.</summary>
    public const int Size = 32;

    /// <summary>X.</summary>
    public readonly FieldElement X = x;

    /// <summary>Y.</summary>
    public readonly FieldElement Y = y;

    /// <summary>Z.</summary>
    public readonly FieldElement Z = z;

    /// <summary>T.</summary>
    public readonly FieldElement T = t;

    /// <summary>The neutral element.</summary>
    public static EdwardsPoint Identity => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The base point B, which has the prime order L.</summary>
    public static EdwardsPoint Base => new(
        new FieldElement(0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5),
        new FieldElement(0x6666666666658, 0x4cccccccccccc, 0x1999999999999, 0x3333333333333, 0x6666666666666),
        FieldElement.One,
        new FieldElement(0x68ab3a5b7dda3, 0x00eea2a5eadbb, 0x2af8df483c27e, 0x332b375274732, 0x67875f0fd78b7));

    /// <summary>It is the neutral element.</summary>
    public bool IsIdentity => X.IsZero && (Y - Z).IsZero;

    /// <summary>
    /// Decodes a point (RFC 8032 section 5.1.3). Only the one canonical encoding of a point is taken: y below p, and no sign for x = 0. Not in
    /// constant time: for public points.
    /// </summary>
    /// <returns>False when the octets are not 32, or not the encoding of a point.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        point = Identity;
        if (bytes.Length != Size) return false;
        var y = FieldElement.Read(bytes);
        var square = y.Square();
        if (!FieldPowers.TrySquareRoot(square - FieldElement.One, (square * FieldElement.D) + FieldElement.One, out var x)) return false;
        if (x.Sign != bytes[^1] >> 7) x = -x;
        point = new EdwardsPoint(x, y, FieldElement.One, x * y);
        Span<byte> canonical = stackalloc byte[Size];
        WriteAffine(x, y, canonical);
        return canonical.SequenceEqual(bytes);
    }

    /// <summary>Encodes the point (RFC 8032 section 5.1.2): 32 octets.</summary>
    public void Encode(Span<byte> destination)
    {
        var inverse = FieldPowers.Invert(Z);
        WriteAffine(X * inverse, Y * inverse, destination);
    }

    /// <summary>The sum of two points.</summary>
    public EdwardsPoint Add(in EdwardsCachedPoint other) =>
        Complete((Y - X) * other.YMinusX, (Y + X) * other.YPlusX, T * other.TwiceDT, Z * other.Z);

    /// <summary>The sum of two points.</summary>
    public EdwardsPoint Add(in EdwardsAffinePoint other) =>
        Complete((Y - X) * other.YMinusX, (Y + X) * other.YPlusX, T * other.TwiceDXY, Z);

    /// <summary>The sum of this point and the other's opposite.</summary>
    public EdwardsPoint Subtract(in EdwardsCachedPoint other) =>
        Complete((Y - X) * other.YPlusX, (Y + X) * other.YMinusX, -(T * other.TwiceDT), Z * other.Z);

    /// <summary>The sum of this point and the other's opposite.</summary>
    public EdwardsPoint Subtract(in EdwardsAffinePoint other) =>
        Complete((Y - X) * other.YPlusX, (Y + X) * other.YMinusX, -(T * other.TwiceDXY), Z);

    /// <summary>The point doubled some times: 2^<paramref name="times"/> times the point.</summary>
    public EdwardsPoint Double(int times = 1)
    {
        var (x, y, z, t) = (X, Y, Z, T);
        for (var left = times; left > 0; left--)
        {
            var xx = x.Square();
            var yy = y.Square();
            var zz = z.Square();
            var h = xx + yy;
            var e = h - (x + y).Square();
            var g = xx - yy;
            var f = zz + zz + g;
            (x, y, z) = (e * f, g * h, f * g);
            if (left == 1) t = e * h; // doubling does not need it, only what comes after does
        }
        return new EdwardsPoint(x, y, z, t);
    }

    /// <summary>The second half of every addition, from (Y-X)(Y'-X'), (Y+X)(Y'+X'), 2dTT' and ZZ'.</summary>
    private static EdwardsPoint Complete(in FieldElement minus, in FieldElement plus, in FieldElement product, in FieldElement denominator)
    {
        var e = plus - minus;
        var f = denominator + denominator - product;
        var g = denominator + denominator + product;
        var h = plus + minus;
        return new EdwardsPoint(e * f, g * h, f * g, e * h);
    }

    private static void WriteAffine(in FieldElement x, in FieldElement y, Span<byte> destination)
    {
        y.Write(destination);
        destination[Size - 1] |= (byte)(x.Sign << 7);
    }
}
