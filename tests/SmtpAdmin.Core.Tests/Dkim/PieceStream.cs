namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>A stream that cannot seek and gives some octets a read.</summary>
internal sealed class PieceStream(byte[] octets, int piece) : Stream
{
    private int _at;

    public bool FailsAtEnd { get; init; }

    /// <summary>Is told how many octets were read.</summary>
    public Action<int>? OnRead { get; init; }

    /// <summary>How many octets were read.</summary>
    public int Taken => _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(piece, buffer.Length), octets.Length - _at);
        if (count == 0 && FailsAtEnd) throw new IOException("The disk is gone.");
        octets.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        OnRead?.Invoke(_at);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
