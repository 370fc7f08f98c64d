namespace SmtpAdmin.Dkim;

/// <summary>The point that a signature is compared with. Not in constant time: signature, key and message are public.</summary>
internal static class Ed25519Equation
{
    private const int Bits = 256, KeyWindow = 5, BaseWindow = 8;

    /// <summary>B, 3B, 5B ... 127B. Computed at first use, some 8 KB.</summary>
    private static readonly EdwardsAffinePoint[] BaseMultiples = ComputeBaseMultiples();

    /// <summary>S times the base point less k times the public key.</summary>
    /// <param name="s">S, below L.</param>
    /// <param name="k">k, below L.</param>
    /// <param name="key">The public key.</param>
    public static EdwardsPoint Solve(ReadOnlySpan<byte> s, ReadOnlySpan<byte> k, in EdwardsPoint key)
    {
        Span<sbyte> baseDigits = stackalloc sbyte[Bits];
        Span<sbyte> keyDigits = stackalloc sbyte[Bits];
        Recode(s, BaseWindow, baseDigits);
        Recode(k, KeyWindow, keyDigits);
        Span<EdwardsPoint> odd = stackalloc EdwardsPoint[1 << (KeyWindow - 2)];
        ComputeOddMultiples(key, odd);
        Span<EdwardsCachedPoint> keyMultiples = stackalloc EdwardsCachedPoint[odd.Length];
        for (var i = 0; i < odd.Length; i++) keyMultiples[i] = new EdwardsCachedPoint(odd[i]);

        var sum = EdwardsPoint.Identity;
        var doublings = 0; // that are due before the next addition
        for (var i = Bits - 1; i >= 0; i--)
        {
            doublings++;
            if (baseDigits[i] == 0 && keyDigits[i] == 0) continue;
            sum = sum.Double(doublings);
            doublings = 0;
            if (baseDigits[i] > 0) sum = sum.Add(BaseMultiples[baseDigits[i] / 2]);
            else if (baseDigits[i] < 0) sum = sum.Subtract(BaseMultiples[-baseDigits[i] / 2]);
            if (keyDigits[i] > 0) sum = sum.Subtract(keyMultiples[keyDigits[i] / 2]);
            else if (keyDigits[i] < 0) sum = sum.Add(keyMultiples[-keyDigits[i] / 2]);
        }
        return doublings == 0 ? sum : sum.Double(doublings);
    }

    /// <summary>The scalar as a sum of 2^i times digit i, where a digit is 0 or odd, below 2^(window - 1), and followed by window - 1 zeros.</summary>
    private static void Recode(ReadOnlySpan<byte> scalar, int window, Span<sbyte> digits)
    {
        digits.Clear();
        var (position, carry) = (0, 0);
        while (position < Bits)
        {
            var value = carry + (BitsAt(scalar, position) & ((1 << window) - 1));
            if (value % 2 == 0)
            {
                position++;
                continue;
            }
            carry = value >> (window - 1);
            digits[position] = (sbyte)(value - (carry << window));
            position += window;
        }
    }

    /// <summary>At least eight bits from a position on.</summary>
    private static int BitsAt(ReadOnlySpan<byte> scalar, int position)
    {
        var low = scalar[position / 8];
        var high = (position / 8) + 1 < scalar.Length ? scalar[(position / 8) + 1] : 0;
        return ((high << 8) | low) >> (position % 8);
    }

    private static void ComputeOddMultiples(in EdwardsPoint point, Span<EdwardsPoint> multiples)
    {
        var step = new EdwardsCachedPoint(point.Double());
        multiples[0] = point;
        for (var i = 1; i < multiples.Length; i++) multiples[i] = multiples[i - 1].Add(step);
    }

    private static EdwardsAffinePoint[] ComputeBaseMultiples()
    {
        var points = new EdwardsPoint[1 << (BaseWindow - 2)];
        ComputeOddMultiples(EdwardsPoint.Base, points);
        return EdwardsAffinePoint.Of(points);
    }
}
