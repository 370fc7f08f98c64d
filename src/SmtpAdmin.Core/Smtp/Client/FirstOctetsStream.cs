namespace SmtpAdmin.Smtp.Client;

/// <summary>Passes everything through and remembers the first octets read, to tell what a server speaks that does not speak TLS.</summary>
internal sealed class FirstOctetsStream(Stream inner) : AsyncOnlyStream
{
    private readonly byte[] _first = new byte[64];
    private int _count;

    /// <summary>The first octets read.</summary>
    public ReadOnlySpan<byte> First => _first.AsSpan(0, _count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Remember(buffer.Span, read);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private int Remember(ReadOnlySpan<byte> buffer, int read)
    {
        var taken = Math.Min(read, _first.Length - _count);
        if (taken > 0)
        {
            buffer[..taken].CopyTo(_first.AsSpan(_count));
            _count += taken;
        }
        return read;
    }
}
