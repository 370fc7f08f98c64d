namespace SmtpAdmin.Spf;

/// <summary>What is wrong with the syntax of a record.</summary>
/// <param name="Term">The term as it stands in the record.</param>
/// <param name="Position">Where the term begins in the record, from 0.</param>
/// <param name="Message">What is wrong, as a sentence.</param>
/// <param name="Reference">The section of RFC 7208 that says so.</param>
public sealed record SpfSyntaxProblem(string Term, int Position, string Message, string Reference)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
