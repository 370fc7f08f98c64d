using System.Management.Automation;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Errors of a relay's queue and audit log.</summary>
internal static class QueueErrors
{
    /// <summary>A queue id that is not in the queue.</summary>
    /// <param name="queueId">The queue id.</param>
    /// <param name="spoolPath">The folder of the queue.</param>
    public static ErrorRecord Missing(string queueId, string spoolPath) =>
        new(new ItemNotFoundException(SmtpQueueText.Missing(queueId, spoolPath)), "QueueItemNotFound", ErrorCategory.ObjectNotFound, queueId);

    /// <summary>A queue that cannot be reached, or did not do what it was asked for.</summary>
    /// <param name="exception">Why.</param>
    /// <param name="spoolPath">The folder of the queue.</param>
    public static ErrorRecord Of(SmtpRelayException exception, string spoolPath) => Directory.Exists(spoolPath)
        ? new ErrorRecord(exception, "QueueNotReached", ErrorCategory.ResourceUnavailable, spoolPath)
        : new ErrorRecord(exception, "SpoolNotFound", ErrorCategory.ObjectNotFound, spoolPath);
}
