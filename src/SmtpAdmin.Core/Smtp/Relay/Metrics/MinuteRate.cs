namespace SmtpAdmin.Smtp.Relay;

/// <summary>Counts what happened in the last minute, to the second. Used by many at once.</summary>
/// <param name="time">The clock.</param>
internal sealed class MinuteRate(TimeProvider time)
{
    private const int Seconds = 60;
    private const int CountBits = 28; // 268 million a second
    private const long CountMask = (1L << CountBits) - 1;

    // Each place holds a second and what happened in it, so that one is never taken for another that has the same place.
    private readonly long[] _places = new long[Seconds];

    /// <summary>Takes something down.</summary>
    public void Add(int count)
    {
        var second = Now();
        ref var place = ref _places[second % Seconds];
        while (true)
        {
            var seen = Volatile.Read(ref place);
            if (seen >> CountBits > second) return; // this thread slept for a minute in between
            var sum = Math.Min((seen >> CountBits == second ? seen & CountMask : 0) + count, CountMask);
            if (Interlocked.CompareExchange(ref place, (second << CountBits) | sum, seen) == seen) return;
        }
    }

    /// <summary>What happened in the last 60 seconds, the one that runs included.</summary>
    public long Sum()
    {
        var oldest = Now() - Seconds;
        var sum = 0L;
        for (var at = 0; at < Seconds; at++)
        {
            var seen = Volatile.Read(ref _places[at]);
            if (seen >> CountBits > oldest) sum += seen & CountMask;
        }
        return sum;
    }

    private long Now() => time.GetTimestamp() / time.TimestampFrequency;
}
