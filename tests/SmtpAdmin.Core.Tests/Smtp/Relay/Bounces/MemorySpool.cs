using System.Buffers;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Bounces;

/// <summary>A spool that keeps messages in memory, hands them out in small blocks, and fails where it is told to.</summary>
internal sealed class MemorySpool : ISpool
{
    private readonly Dictionary<long, byte[]> _messages = [];

    public string? Problem => null;

    public long FreeOctets => long.MaxValue;

    public long KeptOctets => _messages.Values.Sum(message => (long)message.Length);

    /// <summary>Octets a block.</summary>
    public int BlockSize { get; set; } = 64;

    /// <summary>From this octet on, nothing can be read.</summary>
    public long DamagedFrom { get; set; } = long.MaxValue;

    /// <summary>Commits fail.</summary>
    public bool IsFull { get; set; }

    public long NextNumber { get; set; } = 1000;

    public byte[] this[long number] => _messages[number];

    public int Count => _messages.Count;

    public void Add(long number, byte[] message) => _messages.Add(number, message);

    public ISpoolDraft Begin() => new Draft(this, NextNumber++);

    public Task AppendChangeAsync(long number, ReadOnlyMemory<byte> change) => Task.CompletedTask;

    public Task RemoveAsync(long number)
    {
        _messages.Remove(number);
        return Task.CompletedTask;
    }

    public ISpoolContent OpenContent(long number) => new Content(this, _messages[number]);

    private sealed class Draft(MemorySpool spool, long number) : ISpoolDraft
    {
        private readonly ArrayBufferWriter<byte> _content = new();

        public long Number => number;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            _content.Write(content.Span);
            return ValueTask.CompletedTask;
        }

        public Task CommitAsync(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> envelope)
        {
            if (spool.IsFull) throw new IOException("No space left on device");
            spool._messages.Add(number, [.. prefix.Span, .. _content.WrittenSpan]);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Content(MemorySpool spool, byte[] message) : ISpoolContent
    {
        private int _at;

        public long Length => message.Length;

        public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            var block = message.AsMemory(_at, Math.Min(spool.BlockSize, message.Length - _at));
            if (_at + block.Length > spool.DamagedFrom) throw new SpoolDamageException($"Block {_at / spool.BlockSize} is damaged.");
            _at += block.Length;
            return block;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
