namespace SmtpAdmin.Dmarc;

/// <summary>What is wrong in a record.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Tag">The name of the tag; empty for the record.</param>
/// <param name="Position">Where, from 0, in the text of the record.</param>
/// <param name="Message">What is wrong, in words that begin in lower case.</param>
/// <param name="Reference">The section that says so.</param>
public sealed record DmarcProblem(DmarcProblemKind Kind, string Tag, int Position, string Message, string Reference)
{
    /// <inheritdoc/>
    public override string ToString() => Tag.Length == 0 ? Message : $"{Tag}=: {Message}";
}
