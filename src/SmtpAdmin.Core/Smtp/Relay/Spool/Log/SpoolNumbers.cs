namespace SmtpAdmin.Smtp.Relay;

/// <summary>Gives away numbers of messages, none twice, not even to drafts that came to nothing before a crash: a block of them is reserved on disk, and the next one in good time.</summary>
internal sealed class SpoolNumbers(long next)
{
    private const long Reserve = 1 << 16;

    private long _next = next;
    private long _reserved = next;

    /// <summary>Few of those that were reserved are left: it is time for the next block.</summary>
    public bool IsReserveLow => Volatile.Read(ref _next) > Volatile.Read(ref _reserved) - (Reserve / 2);

    /// <summary>The number to be stored to reserve the next block.</summary>
    public long Wanted => Volatile.Read(ref _next) + Reserve;

    /// <summary>Gives one away.</summary>
    public long Take() => Interlocked.Increment(ref _next) - 1;

    /// <summary>Numbers below this one are reserved now.</summary>
    public void SetReserved(long number) => Volatile.Write(ref _reserved, number);
}
