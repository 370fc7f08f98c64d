namespace SmtpAdmin.Reputation;

/// <summary>Why a choice of lists cannot be carried out as given, or a note on it.</summary>
/// <param name="Code">What is the matter; scripts may match on its name.</param>
/// <param name="Subject">The word that it is about, as given; empty where it is about the whole, or a secret.</param>
/// <param name="Message">What is wrong, and what to do.</param>
public sealed record DnsblSelectionProblem(DnsblSelectionCode Code, string Subject, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
