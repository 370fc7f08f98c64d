namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message's octets, from the first on.</summary>
internal interface ISpoolContent : IAsyncDisposable
{
    /// <summary>How many there are in all.</summary>
    long Length { get; }

    /// <summary>Reads the next block.</summary>
    /// <returns>At least one octet, valid until the next call; empty at the end.</returns>
    /// <exception cref="SpoolDamageException">The block is damaged: nothing of the message may be taken for complete.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken);
}
