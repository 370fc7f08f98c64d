namespace SmtpAdmin.Smtp.Relay;

/// <summary>Whether an administrator wants a recipient out of the queue.</summary>
internal enum RecipientRemoval
{
    /// <summary>No.</summary>
    None,
    /// <summary>Yes, and nobody is told.</summary>
    Silent,
    /// <summary>Yes, and the sender is told.</summary>
    Bounce,
}
