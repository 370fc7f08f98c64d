using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>
/// Multiplies the base point by a secret scalar. The scalar is taken four bits at a time, as digits from -8 to 8; each look-up reads a
/// whole row and keeps what it wants by a mask, so neither branch nor address tells of the scalar.
/// </summary>
internal static class Ed25519BaseTable
{
    private const int Rows = 32, Columns = 8, Digits = 64;

    /// <summary>In row i and column j: 256^i (j + 1) times the base point. Computed at first use, some 30 KB.</summary>
    private static readonly EdwardsAffinePoint[] Table = Compute();

    /// <summary>The base point times a scalar.</summary>
    /// <param name="scalar">32 octets, little-endian, below 2^255.</param>
    public static EdwardsPoint Multiply(ReadOnlySpan<byte> scalar)
    {
        Span<sbyte> digits = stackalloc sbyte[Digits];
        Recode(scalar, digits);
        var sum = EdwardsPoint.Identity;
        for (var i = 1; i < Digits; i += 2) sum = sum.Add(Select(i / 2, digits[i]));
        sum = sum.Double(4);
        for (var i = 0; i < Digits; i += 2) sum = sum.Add(Select(i / 2, digits[i]));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits));
        return sum;
    }

    /// <summary>The scalar as the sum of 16^i times digit i.</summary>
    private static void Recode(ReadOnlySpan<byte> scalar, Span<sbyte> digits)
    {
        var carry = 0;
        for (var i = 0; i < Digits - 1; i++)
        {
            var digit = ((scalar[i / 2] >> (4 * (i % 2))) & 15) + carry;
            carry = (digit + 8) >> 4; // 1 from 8 on
            digits[i] = (sbyte)(digit - (carry << 4));
        }
        digits[Digits - 1] = (sbyte)((scalar[^1] >> 4) + carry); // at most 8
    }

    private static EdwardsAffinePoint Select(int row, int digit)
    {
        var sign = digit >> 31; // all ones when negative
        var magnitude = (digit ^ sign) - sign;
        var selected = EdwardsAffinePoint.Identity;
        var points = Table.AsSpan(row * Columns, Columns);
        for (var i = 0; i < Columns; i++)
        {
            var isOther = (ulong)(magnitude ^ (i + 1));
            selected = EdwardsAffinePoint.Select(selected, points[i], 0 - ((isOther - 1) >> 63));
        }
        return selected.Negate((ulong)(long)sign);
    }

    private static EdwardsAffinePoint[] Compute()
    {
        var points = new EdwardsPoint[Rows * Columns];
        var first = EdwardsPoint.Base;
        for (var row = 0; row < Rows; row++)
        {
            var step = new EdwardsCachedPoint(first);
            var point = first;
            for (var column = 0; column < Columns; column++)
            {
                points[(row * Columns) + column] = point;
                point = point.Add(step);
            }
            first = first.Double(8);
        }
        return EdwardsAffinePoint.Of(points);
    }
}
