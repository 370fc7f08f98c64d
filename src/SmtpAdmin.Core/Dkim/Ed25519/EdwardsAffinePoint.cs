using System.Runtime.CompilerServices;

namespace SmtpAdmin.Dkim;

/// <summary>A point of a table, in the form that additions want it in, and with Z = 1, which saves one product of eight.</summary>
/// <param name="yPlusX">y + x.</param>
/// <param name="yMinusX">y - x.</param>
/// <param name="twiceDXY">2dxy.</param>
internal readonly struct EdwardsAffinePoint(in FieldElement yPlusX, in FieldElement yMinusX, in FieldElement twiceDXY)
{
    /// <summary>y + x.</summary>
    public readonly FieldElement YPlusX = yPlusX;

    /// <summary>y - x.</summary>
    public readonly FieldElement YMinusX = yMinusX;

    /// <summary>2dxy.</summary>
    public readonly FieldElement TwiceDXY = twiceDXY;

    /// <summary>The neutral element.</summary>
    public static EdwardsAffinePoint Identity => new(FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary><paramref name="ifClear"/> when the mask is 0, <paramref name="ifSet"/> when it is all ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EdwardsAffinePoint Select(in EdwardsAffinePoint ifClear, in EdwardsAffinePoint ifSet, ulong mask) => new(
        FieldElement.Select(ifClear.YPlusX, ifSet.YPlusX, mask),
        FieldElement.Select(ifClear.YMinusX, ifSet.YMinusX, mask),
        FieldElement.Select(ifClear.TwiceDXY, ifSet.TwiceDXY, mask));

    /// <summary>The opposite point when the mask is all ones, this one when it is 0.</summary>
    public EdwardsAffinePoint Negate(ulong mask) => new(
        FieldElement.Select(YPlusX, YMinusX, mask),
        FieldElement.Select(YMinusX, YPlusX, mask),
        FieldElement.Select(TwiceDXY, -TwiceDXY, mask));

    /// <summary>Points in this form, at the price of one inversion for all of them together. For public points.</summary>
    public static EdwardsAffinePoint[] Of(ReadOnlySpan<EdwardsPoint> points)
    {
        var products = new FieldElement[points.Length]; // of the Z before each
        var product = FieldElement.One;
        for (var i = 0; i < points.Length; i++)
        {
            products[i] = product;
            product *= points[i].Z;
        }
        var inverse = FieldPowers.Invert(product);
        var affine = new EdwardsAffinePoint[points.Length];
        for (var i = points.Length - 1; i >= 0; i--)
        {
            var inverseZ = inverse * products[i];
            inverse *= points[i].Z;
            var x = points[i].X * inverseZ;
            var y = points[i].Y * inverseZ;
            affine[i] = new EdwardsAffinePoint(y + x, y - x, x * y * FieldElement.TwiceD);
        }
        return affine;
    }
}
