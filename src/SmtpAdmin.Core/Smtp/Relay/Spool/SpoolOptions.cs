namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where a spool is, and how much it takes.</summary>
internal sealed record SpoolOptions
{
    /// <summary>The spool's folder; made where it is not there.</summary>
    public required string Path { get; init; }

    /// <summary>A new segment is begun when the current one has this many octets; at most 1 GiB.</summary>
    public long SegmentSize { get; init; } = 64L * 1024 * 1024;

    /// <summary>A message of up to this many octets stays in memory until it is committed; a longer one goes to the disk in blocks of this size.</summary>
    public int BlockSize { get; init; } = (128 * 1024) - SpoolRecordHeader.Size;

    /// <summary>The octets in memory of all messages that are coming in. What comes beyond goes to the disk piece by piece.</summary>
    public long MaxBufferedOctets { get; init; } = 64L * 1024 * 1024;

    /// <summary>The octets of changes that wait for the disk; more are refused as if it had failed.</summary>
    public long MaxWaitingOctets { get; init; } = 64L * 1024 * 1024;

    /// <summary>How many segments' worth of what is done with may lie about before what is still needed is moved out of its way.</summary>
    public int MaxGarbageSegments { get; init; } = 4;

    /// <summary>How long nothing is tried after the disk failed.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the free octets are looked at, and what failed is tried again.</summary>
    public TimeSpan UpkeepInterval { get; init; } = TimeSpan.FromSeconds(1);
}
