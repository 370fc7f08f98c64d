namespace SmtpAdmin.Reputation;

/// <summary>A list that tells nothing: since when, and whether that was said.</summary>
internal sealed record DnsblBlindState
{
    /// <summary>
    /// How long a list tells nothing before that is said: a day, less what keeps a task that runs daily from beginning on the minute, so
    /// that its second run says it and not its third.
    /// </summary>
    private static readonly TimeSpan SaidAfter = TimeSpan.FromHours(23.5);

    /// <summary>
    /// How long a list may go unasked, and still have told nothing all the while. Beyond that nobody knows, and the next silence is the first;
    /// a weekly task that begins late is within it.
    /// </summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(8);

    public required string Zone { get; init; }

    /// <summary>When a run first learned nothing from it, and each one since.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When a run last did.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>It was said.</summary>
    public bool IsTold { get; init; }

    /// <summary>Takes in one more run that learned nothing from the list.</summary>
    /// <param name="known">What earlier runs saw; null when the last one learned something.</param>
    /// <param name="zone">The list's zone.</param>
    /// <param name="now">The time, in UTC.</param>
    public static DnsblBlindState Next(DnsblBlindState? known, string zone, DateTimeOffset now)
    {
        if (known is null || !known.IsPossible(now) || (now - known.CheckedAt).Duration() > LongestGap) return new() { Zone = zone, Since = now, CheckedAt = now };
        return known with { Zone = zone, CheckedAt = now, IsTold = known.IsTold || now - known.Since >= SaidAfter };
    }

    /// <summary>A beginning in the future is a clock's mistake, then or now, and says nothing.</summary>
    public bool IsPossible(DateTimeOffset now) => Since <= now;

    /// <summary>The same as another run saw it: whichever saw it first, and whether either said it.</summary>
    public DnsblBlindState With(DnsblBlindState other) => this with { Since = other.Since < Since ? other.Since : Since, IsTold = IsTold || other.IsTold };
}
