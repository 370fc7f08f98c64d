namespace SmtpAdmin.Spf;

/// <summary>A term of a record: a directive or a modifier (RFC 7208 section 4.6.1).</summary>
/// <param name="Text">The term as it stands in the record.</param>
/// <param name="Position">Where it begins in the record, from 0.</param>
public abstract record SpfTerm(string Text, int Position)
{
    /// <summary>The term costs one of the ten look-ups (RFC 7208 section 4.6.4).</summary>
    public abstract bool CostsLookup { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
