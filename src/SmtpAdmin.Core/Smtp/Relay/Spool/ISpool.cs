namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Keeps messages on disk. What its tasks report as done is durable: written and synced, with the directory entry of what was made.
/// It knows octets only: what an envelope or a change says is its caller's business. Used by many at once.
/// </summary>
internal interface ISpool
{
    /// <summary>Why nothing can be written now, as a sentence; null while all is well. Becomes null again by itself when writing works again.</summary>
    string? Problem { get; }

    /// <summary>Octets free on the disk: as last looked at, less what was written since and what is in memory of messages that are coming in.</summary>
    long FreeOctets { get; }

    /// <summary>Octets of the messages that are kept.</summary>
    long KeptOctets { get; }

    /// <summary>Begins to take a message in.</summary>
    ISpoolDraft Begin();

    /// <summary>
    /// Adds a change to what is stored of a message. Its place among the changes is fixed when this returns; it is durable when the task is done.
    /// </summary>
    /// <param name="number">The message.</param>
    /// <param name="change">What changed; copied before this returns.</param>
    /// <exception cref="IOException">It could not be made durable.</exception>
    /// <exception cref="KeyNotFoundException">There is no such message; thrown at once.</exception>
    Task AppendChangeAsync(long number, ReadOnlyMemory<byte> change);

    /// <summary>Forgets a message; durable when the task is done. One that is not there is forgotten already.</summary>
    /// <exception cref="IOException">It could not be made durable; the message may come back at the next start.</exception>
    Task RemoveAsync(long number);

    /// <summary>Reads a message. Disposed when it is done with. Each block is checked before it is handed out.</summary>
    /// <exception cref="KeyNotFoundException">There is no such message.</exception>
    ISpoolContent OpenContent(long number);
}
