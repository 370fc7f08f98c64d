namespace SmtpAdmin.Dkim;

/// <summary>What is wrong in a tag list.</summary>
/// <param name="Tag">The name of the tag; empty for the list.</param>
/// <param name="Position">Where, from 0, in the text of the list.</param>
/// <param name="Message">What is wrong, in words that begin in lower case.</param>
/// <param name="Reference">The section that says so.</param>
public sealed record DkimTagProblem(string Tag, int Position, string Message, string Reference)
{
    /// <inheritdoc/>
    public override string ToString() => Tag.Length == 0 ? Message : $"{Tag}=: {Message}";
}
