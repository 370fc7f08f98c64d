using System.Text;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;

/// <summary>Messages in memory, read in blocks of a given size, some of which cannot be read.</summary>
internal sealed class BlockSpool : ISpool
{
    private readonly Dictionary<long, byte[]> _messages = [];
    private int _open;

    public int BlockSize { get; init; } = 64 * 1024;

    /// <summary>Called before a block is read, with the number of the message and the place of the block.</summary>
    public Action<long, long>? OnRead { get; set; }

    /// <summary>Called when a block is read, for one that takes its time.</summary>
    public Func<CancellationToken, ValueTask>? Reading { get; set; }

    /// <summary>Contents that were opened and not disposed.</summary>
    public int Open => Volatile.Read(ref _open);

    public string? Problem => null;

    public long FreeOctets => long.MaxValue;

    public long KeptOctets => 0;

    public void Put(long number, string text) => Put(number, Encoding.Latin1.GetBytes(text));

    public void Put(long number, byte[] octets)
    {
        lock (_messages) _messages[number] = octets;
    }

    public ISpoolDraft Begin() => throw new NotSupportedException();

    public Task AppendChangeAsync(long number, ReadOnlyMemory<byte> change) => throw new NotSupportedException();

    public Task RemoveAsync(long number) => throw new NotSupportedException();

    public ISpoolContent OpenContent(long number)
    {
        byte[] octets;
        lock (_messages) octets = _messages.TryGetValue(number, out var known) ? known : throw new KeyNotFoundException($"There is no message {number}.");
        Interlocked.Increment(ref _open);
        return new Content(this, number, octets);
    }

    private sealed class Content(BlockSpool spool, long number, byte[] octets) : ISpoolContent
    {
        private readonly byte[] _block = new byte[spool.BlockSize];
        private int _at;

        public long Length => octets.Length;

        public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
        {
            spool.OnRead?.Invoke(number, _at);
            if (spool.Reading is not null) await spool.Reading(cancellationToken);
            var count = Math.Min(spool.BlockSize, octets.Length - _at);
            octets.AsSpan(_at, count).CopyTo(_block); // the same memory each time: whoever keeps a block finds another one in it
            _at += count;
            return _block.AsMemory(0, count);
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref spool._open);
            return ValueTask.CompletedTask;
        }
    }
}
