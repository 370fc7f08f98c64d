namespace SmtpAdmin.Spf;

/// <summary>A modifier: <c>redirect=</c>, <c>exp=</c>, or one that nobody knows and that changes nothing (RFC 7208 section 6).</summary>
/// <param name="Text">The modifier as it stands in the record.</param>
/// <param name="Position">Where it begins in the record, from 0.</param>
/// <param name="Name">Its name, as written.</param>
/// <param name="Value">What stands behind the equals sign.</param>
public sealed record SpfModifier(string Text, int Position, string Name, SpfMacroString Value) : SpfTerm(Text, Position)
{
    internal const string RedirectName = "redirect";
    internal const string ExplanationName = "exp";

    /// <summary>The record of another domain takes the place of this one's end (RFC 7208 section 6.1).</summary>
    public bool IsRedirect => Name.Equals(RedirectName, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of a text for those whose mail fails (RFC 7208 section 6.2).</summary>
    public bool IsExplanation => Name.Equals(ExplanationName, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool CostsLookup => IsRedirect;
}
