using System.Management.Automation;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Errors of relays.</summary>
internal static class RelayErrors
{
    /// <summary>A problem of a configuration, with its place.</summary>
    public static ErrorRecord Of(SmtpRelayConfigurationException exception, JsonProblem problem)
    {
        var category = exception.InnerException is IOException or UnauthorizedAccessException ? ErrorCategory.ReadError : ErrorCategory.InvalidData;
        return new(exception, "BadRelayConfiguration", category, problem) { ErrorDetails = new ErrorDetails(SmtpRelayText.Refused(exception, problem)) };
    }

    /// <summary>A parameter that keeps a relay from being started. The id is the finding's code.</summary>
    public static ErrorRecord Of(SmtpRelayOptionsFinding found) =>
        new(new ArgumentException(SmtpRelayText.Refused(found)), found.Finding.Code, ErrorCategory.InvalidArgument, found.Property);

    /// <summary>A relay that cannot be started.</summary>
    public static ErrorRecord NotStarted(Exception exception, string spoolPath) => new(exception, "RelayNotStarted", ErrorCategory.ResourceUnavailable, spoolPath);

    /// <summary>No relay runs where one is to be asked for something.</summary>
    public static ErrorRecord NotRunning(string spoolPath) =>
        new(new SmtpRelayException(SmtpRelayText.NotRunning(spoolPath)), "RelayNotRunning", ErrorCategory.ObjectNotFound, spoolPath);

    /// <summary>A relay that cannot be reached, or a queue that is not there.</summary>
    public static ErrorRecord NotReached(Exception exception, string spoolPath) =>
        SmtpRelayAccess.IsSpool(spoolPath)
            ? new(exception, "RelayNotReached", ErrorCategory.ResourceUnavailable, spoolPath)
            : new(exception, "SpoolNotFound", ErrorCategory.ObjectNotFound, spoolPath);

    /// <summary>A queue id that is not in the queue.</summary>
    public static ErrorRecord MissingItem(string queueId, string spoolPath) =>
        new(new ItemNotFoundException(SmtpQueueText.Missing(queueId, spoolPath)), "QueueItemNotFound", ErrorCategory.ObjectNotFound, queueId);
}
