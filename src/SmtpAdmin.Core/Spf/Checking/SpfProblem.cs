namespace SmtpAdmin.Spf;

/// <summary>Why a check ended in an error, and where.</summary>
/// <param name="Kind">Which limit or rule.</param>
/// <param name="Message">What happened, as a sentence.</param>
/// <param name="Domain">The domain whose record was worked on.</param>
/// <param name="Term">The term that was worked on; null when it is not about one.</param>
/// <param name="Reference">The section of RFC 7208 that decides so.</param>
public sealed record SpfProblem(SpfProblemKind Kind, string Message, string Domain, string? Term, string Reference)
{
    /// <summary>A later try may tell; else the record must be mended.</summary>
    public bool IsTemporary => Kind is SpfProblemKind.DnsFailure or SpfProblemKind.TimeLimit;

    /// <inheritdoc/>
    public override string ToString() => Message;
}
