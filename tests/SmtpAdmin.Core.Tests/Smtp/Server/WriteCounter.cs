namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>Counts the writes to a stream.</summary>
internal sealed class WriteCounter
{
    public int Total { get; private set; }

    public Stream Count(Stream inner) => new Counted(inner, this);

    private sealed class Counted(Stream inner, WriteCounter counter) : AsyncOnlyStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            counter.Total++;
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    }
}
