namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message that is coming in. Disposed without <see cref="CommitAsync"/>, it never was. Used by one at a time.</summary>
internal interface ISpoolDraft : IAsyncDisposable
{
    /// <summary>The message's number, unique in its spool for ever.</summary>
    long Number { get; }

    /// <summary>Takes a part of the message. Waits while the disk is behind; memory stays bounded however large the message is.</summary>
    /// <exception cref="IOException">It cannot be kept.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Makes the message durable. Cannot be taken back once begun, and so has no token.</summary>
    /// <param name="prefix">What stands before the content: header fields that were added.</param>
    /// <param name="envelope">What is stored with it.</param>
    /// <exception cref="IOException">It was not made durable, and will not come back.</exception>
    Task CommitAsync(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> envelope);
}
