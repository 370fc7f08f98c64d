namespace SmtpAdmin.Smtp.Relay;

/// <summary>What can be done to messages in the queue.</summary>
public enum SmtpQueueAction
{
    /// <summary>Not to be tried before it is released.</summary>
    Hold,
    /// <summary>No longer held.</summary>
    Release,
    /// <summary>No longer held, and to be tried at once, as if for the first time.</summary>
    Requeue,
    /// <summary>Out of the queue, without a word to the sender.</summary>
    Remove,
    /// <summary>Out of the queue, with a bounce to the sender.</summary>
    Bounce,
}
