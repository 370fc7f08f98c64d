namespace SmtpAdmin.Smtp.Relay;

/// <summary>Messages by when to look at them again, the next one on top: a binary heap in which each message knows its place, so that one can be moved or taken out.</summary>
internal sealed class WakeHeap
{
    private const int Smallest = 64;

    private QueuedMessage[] _items = new QueuedMessage[Smallest];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The one to look at next; null for none.</summary>
    public QueuedMessage? First => Count > 0 ? _items[0] : null;

    /// <summary>Puts a message in, or moves it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="at">When to look at it, in ticks of UTC.</param>
    public void Set(QueuedMessage message, long at)
    {
        var index = message.WakeIndex;
        if (index < 0)
        {
            if (Count == _items.Length) Array.Resize(ref _items, Count * 2);
            index = Count++;
        }
        message.WakeAt = at;
        Place(message, index);
    }

    /// <summary>Takes a message out, if it is in.</summary>
    public void Remove(QueuedMessage message)
    {
        var index = message.WakeIndex;
        if (index < 0) return;
        message.WakeIndex = -1;
        var last = _items[--Count];
        _items[Count] = null!;
        if (last != message) Place(last, index);
        if (_items.Length > Smallest && Count < _items.Length / 4) Array.Resize(ref _items, _items.Length / 2);
    }

    private void Place(QueuedMessage message, int index)
    {
        while (index > 0 && _items[(index - 1) / 2].WakeAt > message.WakeAt)
        {
            Put(_items[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= Count) break;
            if (child + 1 < Count && _items[child + 1].WakeAt < _items[child].WakeAt) child++;
            if (_items[child].WakeAt >= message.WakeAt) break;
            Put(_items[child], index);
            index = child;
        }
        Put(message, index);
    }

    private void Put(QueuedMessage message, int index)
    {
        _items[index] = message;
        message.WakeIndex = index;
    }
}
