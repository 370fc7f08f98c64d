namespace SmtpAdmin.Smtp.Relay;

/// <summary>Makes the reports that senders are owed (RFC 3461, RFC 3464) and puts them into the queue.</summary>
internal interface IRelayReports
{
    /// <summary>
    /// Makes a report about some recipients of one message, where its sender is to have one, and stores it; done when it is durable.
    /// Only then may what it tells be stored: a crash in between repeats a report, and loses none.
    /// </summary>
    /// <param name="number">The message's number in the spool.</param>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="kind">Bounce, delay notice or success report.</param>
    /// <param name="recipients">Whom it is about.</param>
    /// <returns>The report's queue id; null when none was due.</returns>
    /// <exception cref="IOException">It could not be stored.</exception>
    Task<string?> SendAsync(long number, RelayEnvelope envelope, RelayMessageKind kind, IReadOnlyList<ReportedRecipient> recipients);
}
