namespace SmtpAdmin.Lab;

/// <summary>The messages that a sink keeps: the latest, up to a number and a size. Safe for many threads.</summary>
internal sealed class LabMailbox(int maxMessages, long maxOctets)
{
    private readonly object _lock = new();
    private readonly Queue<LabMessage> _messages = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _octets;
    private long _count;

    public long Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    public IReadOnlyList<LabMessage> Messages
    {
        get
        {
            lock (_lock) return [.. _messages];
        }
    }

    public void Add(LabMessage message)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _messages.Enqueue(message);
            _octets += message.Content.Length;
            _count++;
            while (_messages.Count > 1 && (_messages.Count > maxMessages || _octets > maxOctets)) _octets -= _messages.Dequeue().Content.Length;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        changed.SetResult();
    }

    public void Clear()
    {
        lock (_lock)
        {
            _messages.Clear();
            _octets = 0;
        }
    }

    /// <summary>Waits until so many messages came in all.</summary>
    public async Task WaitAsync(long count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_count >= count) return;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
