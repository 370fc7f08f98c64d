namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// A token bucket for each key: it holds as many as may be taken within the window, and fills evenly. Memory is bounded: what was not
/// touched for a window is full again and is forgotten, and so is the older half when there are too many keys. Safe for use by several threads at once.
/// </summary>
/// <param name="limit">How many may be taken within the window; 0 for no limit.</param>
/// <param name="window">The window.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBuckets<TKey>(int limit, TimeSpan window, TimeProvider time)
    where TKey : notnull
{
    /// <summary>The most keys that are remembered.</summary>
    public const int MaxKeys = 64 * 1024;

    private readonly long _origin = time.GetTimestamp();
    private readonly long _window = window.Ticks;
    private readonly long _interval = limit > 0 ? Math.Max(1, window.Ticks / limit) : 0;
    private readonly object _lock = new();

    // When each bucket is full again. A key that is touched moves to the younger generation.
    private Dictionary<TKey, long> _young = [];
    private Dictionary<TKey, long> _old = [];
    private long _nextGeneration = window.Ticks;

    /// <summary>How many keys are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _young.Count + _old.Count;
        }
    }

    /// <summary>Takes one.</summary>
    /// <param name="key">From which bucket.</param>
    /// <param name="wait">How long until there is one to take, when there is none now.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(TKey key, out TimeSpan wait) => TryTake(key, take: true, out wait);

    /// <summary>Whether there is one to take; it stays.</summary>
    /// <param name="key">From which bucket.</param>
    /// <param name="wait">How long until there is one, when there is none now.</param>
    public bool HasAny(TKey key, out TimeSpan wait) => TryTake(key, take: false, out wait);

    private bool TryTake(TKey key, bool take, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (limit <= 0) return true;
        lock (_lock)
        {
            var now = time.GetElapsedTime(_origin).Ticks;
            Forget(now);
            if (!_young.TryGetValue(key, out var fullAt)) _old.Remove(key, out fullAt);
            fullAt = Math.Max(fullAt, now);
            var missing = fullAt + _interval - now - _window;
            if (missing > 0) wait = TimeSpan.FromTicks(missing);
            else if (take) fullAt += _interval;
            if (fullAt > now) _young[key] = fullAt;
            return missing <= 0;
        }
    }

    private void Forget(long now)
    {
        if (now < _nextGeneration && _young.Count < MaxKeys / 2) return;
        // After two windows without a word, the older generation's buckets are full, and so are the younger's.
        (_old, _young) = (now >= _nextGeneration + _window ? [] : _young, []);
        _nextGeneration = now + _window;
    }
}
