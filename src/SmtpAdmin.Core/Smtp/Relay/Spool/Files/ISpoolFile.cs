namespace SmtpAdmin.Smtp.Relay;

/// <summary>An open file of a spool. Read by many at once; written by one.</summary>
internal interface ISpoolFile : IDisposable
{
    /// <summary>Its octets now.</summary>
    long Length { get; }

    /// <summary>Writes several buffers one behind the other. When it fails, any part may have been written.</summary>
    void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> buffers);

    /// <summary>Makes durable what was written, and the length. When it fails, nothing more can be said of what was written since the last time.</summary>
    void Sync();

    /// <summary>Takes off what is behind a length.</summary>
    void Truncate(long length);

    /// <summary>Reads; fewer octets than asked for only at the end.</summary>
    int Read(long offset, Span<byte> buffer);

    /// <summary>The same, for what may not be in the system's memory.</summary>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}
