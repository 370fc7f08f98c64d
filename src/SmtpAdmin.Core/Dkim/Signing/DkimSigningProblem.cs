namespace SmtpAdmin.Dkim;

/// <summary>Why nothing can be signed as was asked for.</summary>
/// <param name="Code">The reason.</param>
/// <param name="Message">What is wrong and what to do about it, in sentences.</param>
/// <param name="Subject">What it is about, as it was given; empty for the whole.</param>
public sealed record DkimSigningProblem(DkimSigningProblemCode Code, string Message, string Subject = "")
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
