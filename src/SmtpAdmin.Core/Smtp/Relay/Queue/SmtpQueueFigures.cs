namespace SmtpAdmin.Smtp.Relay;

/// <summary>The queue in numbers, as it stood at one moment.</summary>
public sealed record SmtpQueueFigures
{
    /// <summary>Messages.</summary>
    public int Messages { get; init; }

    /// <summary>Their octets.</summary>
    public long Octets { get; init; }

    /// <summary>Recipients that wait for their first attempt, or whose next one is due.</summary>
    public int Queued { get; init; }

    /// <summary>Recipients with a delivery under way.</summary>
    public int Sending { get; init; }

    /// <summary>Recipients that are tried again later.</summary>
    public int Deferred { get; init; }

    /// <summary>Recipients that are held.</summary>
    public int Held { get; init; }

    /// <summary>Messages that cannot be read.</summary>
    public int Damaged { get; init; }

    /// <summary>When the oldest message was taken; null for an empty queue.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>The messages by age, the youngest class first; classes without messages included.</summary>
    public IReadOnlyList<SmtpQueueAgeClass> ByAge { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The recipients that are left by destination, the most first.</summary>
    public IReadOnlyList<SmtpQueueDestination> ByDestination { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How much there is.</summary>
    public override string ToString() => FormattableString.Invariant($"{Counted.Of(Messages, "message")}, {Counted.Of(Octets, "octet")}; recipients: {Queued} queued, {Sending} sending, {Deferred} deferred, {Held} held");
}
