namespace SmtpAdmin.Smtp.Relay;

/// <summary>What becomes of a recipient that an administrator takes out of the queue.</summary>
internal static class RemovedRecipient
{
    private const string Status = "5.7.0"; // other security or policy status (RFC 3463 section 3.8): nobody's server refused it

    /// <summary>How it stands then.</summary>
    public static RecipientState Of(RecipientState state) => state with { Status = SmtpRecipientStatus.Removed, NextAttemptAt = null, Removal = RecipientRemoval.None, IsHeld = false };

    /// <summary>What its sender is told.</summary>
    public static ReportedRecipient Report(int recipient, RecipientState state) =>
        new(recipient, Status, "An administrator took the message out of the queue.") { LastAttemptAt = state.LastAttemptAt };
}
