using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

/// <summary>A spool in memory that takes messages in, and does what a test tells it to.</summary>
internal sealed class FakeSpool : ISpool
{
    private long _number;

    public List<(long Number, byte[] Content, byte[] Envelope)> Committed { get; } = [];

    public int Dropped { get; private set; }

    public long Written { get; private set; }

    public Func<Task> OnCommit { get; set; } = () => Task.CompletedTask;

    public string? Problem { get; set; }

    public long FreeOctets { get; set; } = long.MaxValue / 2;

    public long KeptOctets => Committed.Sum(message => (long)message.Content.Length);

    public ISpoolDraft Begin() => new Draft(this, Interlocked.Increment(ref _number));

    public Task AppendChangeAsync(long number, ReadOnlyMemory<byte> change) => throw new NotSupportedException();

    public Task RemoveAsync(long number) => throw new NotSupportedException();

    public ISpoolContent OpenContent(long number) => throw new NotSupportedException();

    private sealed class Draft(FakeSpool spool, long number) : ISpoolDraft
    {
        private readonly MemoryStream _content = new();
        private bool _isCommitted;

        public long Number => number;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            spool.Written += content.Length;
            _content.Write(content.Span);
            return ValueTask.CompletedTask;
        }

        public async Task CommitAsync(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> envelope)
        {
            await spool.OnCommit();
            _isCommitted = true;
            lock (spool.Committed) spool.Committed.Add((number, [.. prefix.Span, .. _content.ToArray()], envelope.ToArray()));
        }

        public ValueTask DisposeAsync()
        {
            if (!_isCommitted) spool.Dropped++;
            return _content.DisposeAsync();
        }
    }
}
