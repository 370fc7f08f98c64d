namespace SmtpAdmin.Reputation;

/// <summary>Reads a state file. The format stands at <see cref="DnsblWatch"/>.</summary>
internal static class DnsblStateReader
{
    private const int BufferSize = 64 * 1024;

    /// <summary>No entry of ours comes near it.</summary>
    private const int MaxEntrySize = 1024 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads to the end.</summary>
    /// <exception cref="DnsblStateDamageException">It is no state, or not a whole one.</exception>
    /// <exception cref="DnsblStateVersionException">A later version wrote it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<DnsblState> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var parser = new DnsblStateParser();
        var buffer = new byte[BufferSize];
        var filled = await stream.ReadAtLeastAsync(buffer, ByteOrderMark.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (filled == 0) throw new DnsblStateDamageException("it is empty");
        var start = buffer.AsSpan(0, filled).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        while (true)
        {
            start += parser.Take(buffer.AsSpan(start, filled - start), isLast: false);
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            (start, filled) = (0, filled - start);
            if (filled >= MaxEntrySize) throw new DnsblStateDamageException("one of its entries is endless");
            if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);

            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            filled += read;
            if (read > 0) continue;
            parser.Take(buffer.AsSpan(0, filled), isLast: true);
            return parser.State;
        }
    }
}
