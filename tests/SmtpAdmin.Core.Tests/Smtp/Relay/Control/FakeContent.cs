using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Control;

/// <summary>A message in blocks.</summary>
/// <param name="problem">What reading ends with behind the last block; null for the end.</param>
/// <param name="blocks">The blocks.</param>
internal sealed class FakeContent(IOException? problem, params byte[][] blocks) : ISpoolContent
{
    private int _next;

    public long Length => blocks.Sum(block => block.Length);

    public bool IsDisposed { get; private set; }

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_next < blocks.Length) return new(blocks[_next++]);
        return problem is null ? new(default(ReadOnlyMemory<byte>)) : ValueTask.FromException<ReadOnlyMemory<byte>>(problem);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
