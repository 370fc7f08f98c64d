using System.Buffers;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>A spool in memory. What it holds is what a restart would find; what it is asked to do can be made to fail, or never to end.</summary>
internal sealed class MemorySpool : ISpool
{
    private readonly object _lock = new();
    private readonly SortedDictionary<long, Kept> _messages = [];
    private long _last;
    private long _written;
    private int _dropped;

    /// <summary>Asked before anything is made durable. Throws where that is to fail; a task that never ends is a process that died.</summary>
    public Func<MemorySpoolStep, long, Task>? Before { get; set; }

    /// <summary>Asked behind it, before the caller is told.</summary>
    public Func<MemorySpoolStep, long, Task>? After { get; set; }

    public string? Problem { get; set; }

    public long FreeOctets { get; set; } = long.MaxValue;

    public long KeptOctets
    {
        get { lock (_lock) return _messages.Values.Sum(message => message.Content.LongLength); }
    }

    /// <summary>Octets that drafts were given.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Drafts that came to nothing.</summary>
    public int Dropped => Volatile.Read(ref _dropped);

    /// <summary>Octets a block.</summary>
    public int BlockSize { get; set; } = 4096;

    /// <summary>From this octet on, no message can be read.</summary>
    public long DamagedFrom { get; set; } = long.MaxValue;

    /// <summary>The number that was given away last.</summary>
    public long LastNumber
    {
        get => _last;
        set => _last = value;
    }

    /// <summary>A message's octets.</summary>
    public byte[] this[long number]
    {
        get { lock (_lock) return _messages[number].Content; }
    }

    /// <summary>How many messages are kept.</summary>
    public int Count
    {
        get { lock (_lock) return _messages.Count; }
    }

    /// <summary>What a restart would find.</summary>
    public IReadOnlyList<StoredMessage> Stored()
    {
        lock (_lock) return [.. _messages.Select(pair => new StoredMessage(pair.Key, pair.Value.Content.LongLength, pair.Value.Envelope, [.. pair.Value.Changes]))];
    }

    /// <summary>Keeps a message, durable at once.</summary>
    /// <returns>Its number.</returns>
    public long Keep(ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> content = default)
    {
        lock (_lock)
        {
            _messages.Add(++_last, new Kept(content.ToArray()) { Envelope = envelope.ToArray() });
            return _last;
        }
    }

    /// <summary>Keeps a message under a number of one's own.</summary>
    public void Keep(long number, byte[] content)
    {
        lock (_lock) _messages[number] = new Kept(content) { Envelope = default };
    }

    /// <summary>Moves a message, as a spool does that wants its segment back: a snapshot takes the place of all that was appended before; without one all stays.</summary>
    public void Move(long number, Func<long, byte[]?> snapshot)
    {
        lock (_lock)
        {
            if (!_messages.TryGetValue(number, out var kept) || snapshot(number) is not { } whole) return;
            kept.Envelope = whole;
            kept.Changes.Clear();
        }
    }

    /// <summary>Adds a change that is none of a queue's own.</summary>
    public void Append(long number, byte[] change)
    {
        lock (_lock) _messages[number].Changes.Add(change);
    }

    public ISpoolDraft Begin() => new Draft(this, Interlocked.Increment(ref _last));

    public Task AppendChangeAsync(long number, ReadOnlyMemory<byte> change)
    {
        var copy = change.ToArray();
        return DoAsync(MemorySpoolStep.Append, number, () => _messages[number].Changes.Add(copy));
    }

    public Task RemoveAsync(long number) => DoAsync(MemorySpoolStep.Remove, number, () => _messages.Remove(number));

    public ISpoolContent OpenContent(long number)
    {
        lock (_lock) return new Reading(this, _messages[number].Content);
    }

    private async Task DoAsync(MemorySpoolStep step, long number, Action change)
    {
        if (Before is { } before) await before(step, number);
        lock (_lock) change();
        if (After is { } after) await after(step, number);
    }

    private sealed class Kept(byte[] content)
    {
        public byte[] Content => content;

        public required ReadOnlyMemory<byte> Envelope { get; set; }

        public List<ReadOnlyMemory<byte>> Changes { get; } = [];
    }

    private sealed class Draft(MemorySpool spool, long number) : ISpoolDraft
    {
        private readonly ArrayBufferWriter<byte> _content = new();
        private bool _isCommitted;

        public long Number => number;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref spool._written, content.Length);
            _content.Write(content.Span);
            return ValueTask.CompletedTask;
        }

        public async Task CommitAsync(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> envelope)
        {
            var kept = new Kept([.. prefix.Span, .. _content.WrittenSpan]) { Envelope = envelope.ToArray() };
            await spool.DoAsync(MemorySpoolStep.Commit, number, () => spool._messages.Add(number, kept));
            _isCommitted = true;
        }

        public ValueTask DisposeAsync()
        {
            if (!_isCommitted) Interlocked.Increment(ref spool._dropped);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Reading(MemorySpool spool, byte[] content) : ISpoolContent
    {
        private int _at;

        public long Length => content.Length;

        public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            var block = content.AsMemory(_at, Math.Min(spool.BlockSize, content.Length - _at));
            if (_at + block.Length > spool.DamagedFrom) throw new SpoolDamageException($"Block {_at / spool.BlockSize} is damaged.");
            _at += block.Length;
            return block;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
