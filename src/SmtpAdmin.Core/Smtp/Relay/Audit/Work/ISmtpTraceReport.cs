namespace SmtpAdmin.Smtp.Relay;

/// <summary>Hears what a search in audit logs finds.</summary>
public interface ISmtpTraceReport
{
    /// <summary>An event.</summary>
    ValueTask EventAsync(SmtpTraceEvent entry, CancellationToken cancellationToken);

    /// <summary>Nothing is known of a message; the text says so.</summary>
    ValueTask MissingAsync(string queueId, string text, CancellationToken cancellationToken);

    /// <summary>Something that whoever reads the result should know.</summary>
    ValueTask WarningAsync(string text, CancellationToken cancellationToken);

    /// <summary>A log could not be read. Others still count.</summary>
    /// <param name="exception">Why; its message is fit to be shown. An <see cref="SmtpRelayException"/> is about the relay, an <see cref="IOException"/> about the log.</param>
    /// <param name="folder">The folder of the log, or of the queue where the log is not known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ProblemAsync(Exception exception, string folder, CancellationToken cancellationToken);
}
