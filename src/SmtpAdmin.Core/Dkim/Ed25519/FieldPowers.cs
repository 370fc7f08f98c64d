namespace SmtpAdmin.Dkim;

/// <summary>The powers of a field element that inversion and square roots need, by fixed chains: the time does not depend on the element.</summary>
internal static class FieldPowers
{
    /// <summary>1/z, as z^(p - 2) = z^(2^255 - 21); 0 for 0.</summary>
    public static FieldElement Invert(in FieldElement value)
    {
        var ones250 = Ones250(value, out var power11);
        return ones250.Square(5) * power11;
    }

    /// <summary>A square root of <paramref name="numerator"/>/<paramref name="denominator"/> (RFC 8032 section 5.1.3). Not in constant time: for public values.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool TrySquareRoot(in FieldElement numerator, in FieldElement denominator, out FieldElement root)
    {
        var cube = denominator.Square() * denominator;
        var seventh = cube.Square() * denominator;
        var product = numerator * seventh;
        root = numerator * cube * (Ones250(product, out _).Square(2) * product); // ... to the power of (p - 5) / 8 = 2^252 - 3
        var check = denominator * root.Square();
        if ((check - numerator).IsZero) return true;
        root *= FieldElement.SquareRootOfMinusOne;
        return (check + numerator).IsZero;
    }

    /// <summary>z^(2^250 - 1): 250 ones in binary.</summary>
    private static FieldElement Ones250(in FieldElement value, out FieldElement power11)
    {
        var power2 = value.Square();
        var power9 = power2.Square(2) * value;
        power11 = power9 * power2;
        var ones5 = power11.Square() * power9;
        var ones10 = ones5.Square(5) * ones5;
        var ones20 = ones10.Square(10) * ones10;
        var ones40 = ones20.Square(20) * ones20;
        var ones50 = ones40.Square(10) * ones10;
        var ones100 = ones50.Square(50) * ones50;
        var ones200 = ones100.Square(100) * ones100;
        return ones200.Square(50) * ones50;
    }
}
