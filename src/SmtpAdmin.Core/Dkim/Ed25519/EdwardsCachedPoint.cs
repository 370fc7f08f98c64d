namespace SmtpAdmin.Dkim;

/// <summary>A point in the form that additions want it in.</summary>
/// <param name="point">The point.</param>
internal readonly struct EdwardsCachedPoint(in EdwardsPoint point)
{
    /// <summary>Y + X.</summary>
    public readonly FieldElement YPlusX = point.Y + point.X;

    /// <summary>Y - X.</summary>
    public readonly FieldElement YMinusX = point.Y - point.X;

    /// <summary>Z.</summary>
    public readonly FieldElement Z = point.Z;

    /// <summary>2dT.</summary>
    public readonly FieldElement TwiceDT = point.T * FieldElement.TwiceD;
}
