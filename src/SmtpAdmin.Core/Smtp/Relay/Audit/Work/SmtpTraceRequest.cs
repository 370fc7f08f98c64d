namespace SmtpAdmin.Smtp.Relay;

/// <summary>A story that somebody asks for.</summary>
/// <param name="SpoolPath">The folder of the queue whose relay writes the log.</param>
/// <param name="AuditPath">The folder of the log; null for where that relay writes it.</param>
/// <param name="QueueId">The message; null for all that a filter finds.</param>
public sealed record SmtpTraceRequest(string SpoolPath, string? AuditPath, string? QueueId)
{
    /// <summary>Why a text is no queue id of a story, as a sentence; null for nothing.</summary>
    /// <param name="queueId">The text.</param>
    public static string? Problem(string queueId) => Wildcards.AreIn(queueId)
        ? $"The queue id '{PlainText.Excerpt(queueId)}' has wildcards, which only the sender and the recipient may have here. Name whole queue ids, or filter by something else."
        : null;
}
