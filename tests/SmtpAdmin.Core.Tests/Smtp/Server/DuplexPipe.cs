using System.IO.Pipelines;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>Two streams in memory: what is written to one is read from the other. Bounded, so that a writer feels back-pressure.</summary>
internal sealed class DuplexPipe : IAsyncDisposable
{
    public DuplexPipe()
    {
        var options = new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false);
        var toServer = new Pipe(options);
        var toClient = new Pipe(options);
        Server = new End(toServer.Reader, toClient.Writer);
        Client = new End(toClient.Reader, toServer.Writer);
    }

    public Stream Server { get; }

    public Stream Client { get; }

    /// <summary>The client closes its sending side.</summary>
    public ValueTask HangUpAsync() => ((End)Client).FinishAsync();

    /// <summary>The server closes its sending side.</summary>
    public ValueTask CloseServerAsync() => ((End)Server).FinishAsync();

    public async ValueTask DisposeAsync()
    {
        await HangUpAsync();
        await CloseServerAsync();
    }

    private sealed class End(PipeReader reader, PipeWriter writer) : AsyncOnlyStream
    {
        private readonly Stream _read = reader.AsStream(leaveOpen: true);
        private readonly Stream _write = writer.AsStream(leaveOpen: true);

        public ValueTask FinishAsync() => writer.CompleteAsync();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _read.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _write.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => _write.FlushAsync(cancellationToken);
    }
}
