namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>A stream that cannot seek and gives some octets a read.</summary>
internal sealed class PieceStream(byte[] octets, int piece) : AsyncOnlyStream
{
    private int _at;

    public bool FailsAtEnd { get; init; }

    /// <summary>Is told how many octets were read.</summary>
    public Action<int>? OnRead { get; init; }

    /// <summary>How many octets were read.</summary>
    public int Taken => _at;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = Math.Min(Math.Min(piece, buffer.Length), octets.Length - _at);
        if (count == 0 && FailsAtEnd) throw new IOException("The disk is gone.");
        octets.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        OnRead?.Invoke(_at);
        return ValueTask.FromResult(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
