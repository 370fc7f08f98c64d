namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;

/// <summary>A connection on which QUIT gets no answer.</summary>
internal sealed class DeafToQuit(Stream inner) : AsyncOnlyStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        buffer.Span.SequenceEqual("QUIT\r\n"u8) ? ValueTask.CompletedTask : inner.WriteAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
