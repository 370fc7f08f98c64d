namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// A message in the queue. Its fields change under the lock of the <see cref="QueueBook"/>. The message's own lock is taken before that one,
/// and held until the spool has a change, so that the changes stand in the spool in the order in which they were made.
/// </summary>
/// <param name="number">Its number in the spool.</param>
/// <param name="envelope">Its envelope.</param>
/// <param name="recipients">How its recipients stand.</param>
internal sealed class QueuedMessage(long number, RelayEnvelope envelope, QueuedRecipient[] recipients)
{
    /// <summary>Its number in the spool.</summary>
    public long Number => number;

    /// <summary>Its envelope; a name alone where that cannot be read.</summary>
    public RelayEnvelope Envelope => envelope;

    /// <summary>Its recipients, as in the envelope.</summary>
    public QueuedRecipient[] Recipients => recipients;

    /// <summary>Its recipients by destination.</summary>
    public QueuedPart[] Parts { get; set; } = [];

    /// <summary>Where a recipient's mail goes.</summary>
    public RelayDestination DestinationOf(int recipient) => Parts.First(part => Array.BinarySearch(part.Recipients, recipient) >= 0).Line.Destination;

    /// <summary>How many recipients are not final.</summary>
    public int Open { get; set; }

    /// <summary>Why it is never to be tried; null when it may be.</summary>
    public string? Damage { get; set; }

    /// <summary>What is stored of it, the envelope or a change, was not understood: it is kept as it is, and never given up.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>It left the queue, which the spool may not know yet.</summary>
    public bool IsDone { get; set; }

    /// <summary>The spool has forgotten it.</summary>
    public bool IsGone { get; set; }

    /// <summary>A <see cref="QueueChores"/> has it, or will have.</summary>
    public bool HasChore { get; set; }

    /// <summary>No chore is to be begun before, in ticks of UTC.</summary>
    public long NoChoreBefore { get; set; }

    /// <summary>When to look at it again, in ticks of UTC, if <see cref="WakeIndex"/> is not negative.</summary>
    public long WakeAt { get; set; }

    /// <summary>Its place in the <see cref="WakeHeap"/>; -1 for none.</summary>
    public int WakeIndex { get; set; } = -1;
}
