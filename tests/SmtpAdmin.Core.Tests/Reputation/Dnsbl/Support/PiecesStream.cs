namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Gives what it has piece by piece, and notes how large the pieces are that are written.</summary>
internal sealed class PiecesStream(params byte[][] pieces) : MemoryStream
{
    private readonly Queue<byte[]> _pieces = new(pieces.Where(piece => piece.Length > 0));

    public int LargestWrite { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_pieces.TryDequeue(out var piece)) return new(0);
        Assert.True(buffer.Length >= piece.Length, "The reader asks for less than a test's piece.");
        piece.CopyTo(buffer);
        return new(piece.Length);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        LargestWrite = Math.Max(LargestWrite, buffer.Length);
        return ValueTask.CompletedTask;
    }
}
