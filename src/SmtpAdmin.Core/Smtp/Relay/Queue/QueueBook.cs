namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// What is in the queue, what is due where, and when to look at what again. All of it changes under <see cref="Gate"/>, which is held for
/// moments only: never while something is written, reported, logged or told.
/// </summary>
/// <param name="routes">Where mail goes.</param>
/// <param name="retry">When things are due.</param>
internal sealed class QueueBook(RelayRoutes routes, SmtpRelayRetry retry)
{
    private const int MaxRecipientsOfJob = 100; // what every server takes (RFC 5321 section 4.5.3.1.8)
    private static readonly int[] OnlyRecipient = [0];

    private readonly Dictionary<long, QueuedMessage> _messages = [];
    private readonly Dictionary<RelayDestination, DestinationLine> _lines = [];
    private readonly WakeHeap _wakes = new();
    private readonly Queue<QueuedMessage> _chores = new();
    private int _count;
    private long _octets;
    private long _sleepsUntil = long.MaxValue;

    /// <summary>The lock. Whoever wants that of a message too takes that one first.</summary>
    public object Gate { get; } = new();

    /// <summary>Set when something is to be looked at before <see cref="NextWake"/> said.</summary>
    public Signal WakeMoved { get; } = new();

    /// <summary>Set when there is a chore.</summary>
    public Signal ChoreArrived { get; } = new();

    /// <summary>The messages that are not done. Needs no lock.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Their octets. Needs no lock.</summary>
    public long Octets => Volatile.Read(ref _octets);

    /// <summary>Makes a message known, and finds out where its recipients go. Takes the lock itself.</summary>
    public void Enter(QueuedMessage message)
    {
        var groups = Group(message.Envelope.Recipients);
        lock (Gate)
        {
            if (!_messages.TryAdd(message.Number, message)) throw new ArgumentException("The message is in the queue.", nameof(message));
            message.Parts = new QueuedPart[groups.Length];
            for (var at = 0; at < groups.Length; at++) message.Parts[at] = new QueuedPart(message, LineOf(groups[at].Destination), groups[at].Recipients);
            foreach (ref var recipient in message.Recipients.AsSpan())
            {
                if (!recipient.State.IsFinal) message.Open++;
            }
            _count++;
            _octets += message.Envelope.Size;
        }
    }

    /// <summary>A message that is not gone.</summary>
    public QueuedMessage? Find(long number) => _messages.GetValueOrDefault(number);

    /// <summary>All messages that are not gone, in no order.</summary>
    public QueuedMessage[] All() => [.. _messages.Values];

    /// <summary>The next recipients that are due for a destination; null for none.</summary>
    public DeliveryJob? Take(RelayDestination destination, long now)
    {
        if (!_lines.TryGetValue(destination, out var line)) return null;
        while (line.First is { } part)
        {
            var message = part.Message;
            var due = 0;
            foreach (var recipient in part.Recipients)
            {
                if (message.Recipients[recipient].IsDue(now)) due++;
            }
            if (due <= MaxRecipientsOfJob) line.Leave(part);
            if (due == 0) continue;
            var taken = due == part.Recipients.Length && due <= MaxRecipientsOfJob ? part.Recipients : new int[Math.Min(due, MaxRecipientsOfJob)];
            var count = 0;
            foreach (var recipient in part.Recipients)
            {
                ref var slot = ref message.Recipients[recipient];
                if (count == taken.Length || !slot.IsDue(now)) continue;
                slot.Holder = RecipientHolder.Delivery;
                if (taken != part.Recipients) taken[count] = recipient;
                count++;
            }
            return new DeliveryJob(message.Number, message.Envelope, line.Destination, taken);
        }
        return null;
    }

    /// <summary>Finds out what is due of a message now, puts that in line, and sees to it that the rest is looked at in time.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">Ticks of UTC.</param>
    /// <param name="arrivals">Takes the destinations that have work for it.</param>
    /// <param name="inFront">What is due stands in front of its line.</param>
    public void Reschedule(QueuedMessage message, long now, ref Arrivals arrivals, bool inFront = false)
    {
        if (message.IsDone) return;
        var schedule = new MessageSchedule(message, retry, now);
        foreach (var part in message.Parts)
        {
            if (!schedule.Look(part)) part.Line.Leave(part);
            else if (part.Line.Enter(part, inFront)) arrivals.Add(part.Line.Destination);
        }
        if (schedule.HasChore && !message.HasChore)
        {
            message.HasChore = true;
            _chores.Enqueue(message);
            ChoreArrived.Set();
        }
        if (schedule.WakeAt == long.MaxValue) _wakes.Remove(message);
        else _wakes.Set(message, schedule.WakeAt);
        if (schedule.WakeAt < _sleepsUntil) WakeMoved.Set();
    }

    /// <summary>The next message to look at, if its time has come. It is in nobody's hands then: reschedule it.</summary>
    public QueuedMessage? TakeWoken(long now)
    {
        if (_wakes.First is not { } first || first.WakeAt > now) return null;
        _wakes.Remove(first);
        return first;
    }

    /// <summary>When to look again, in ticks of UTC; whoever asked is told by <see cref="WakeMoved"/> when it is to be sooner.</summary>
    public long NextWake() => _sleepsUntil = _wakes.First?.WakeAt ?? long.MaxValue;

    /// <summary>The next message with a chore; null for none.</summary>
    public QueuedMessage? TakeChore() => _chores.TryDequeue(out var message) ? message : null;

    /// <summary>Sets a recipient's state, and frees it.</summary>
    public static void Settle(QueuedMessage message, int recipient, RecipientState state)
    {
        ref var slot = ref message.Recipients[recipient];
        if (state.IsFinal && !slot.State.IsFinal) message.Open--;
        slot.State = state;
        slot.Holder = RecipientHolder.Nobody;
    }

    /// <summary>Lets a message leave the queue when nothing is left to do for it. The spool is to be told then.</summary>
    /// <param name="message">The message.</param>
    /// <param name="force">It leaves whatever is left: its recipients are not known.</param>
    public bool TryClose(QueuedMessage message, bool force = false)
    {
        if (message.IsDone || (!force && (message.Open > 0 || message.Recipients.Length == 0))) return false;
        message.IsDone = true;
        _wakes.Remove(message);
        foreach (var part in message.Parts)
        {
            part.Line.Leave(part);
            if (--part.Line.Parts == 0) _lines.Remove(part.Line.Destination);
        }
        _count--;
        _octets -= message.Envelope.Size;
        return true;
    }

    /// <summary>Forgets a message that the spool has forgotten; false when that was done before.</summary>
    public bool Forget(QueuedMessage message)
    {
        message.IsGone = true;
        return _messages.Remove(message.Number);
    }

    /// <summary>Takes note of every destination that has work in its line.</summary>
    public void AddWaiting(ref Arrivals arrivals)
    {
        foreach (var line in _lines.Values)
        {
            if (line.First is not null) arrivals.Add(line.Destination);
        }
    }

    private (RelayDestination Destination, int[] Recipients)[] Group(IReadOnlyList<RelayRecipient> recipients) => recipients.Count == 1
        ? [(routes.Find(recipients[0].Address), OnlyRecipient)]
        : [.. Enumerable.Range(0, recipients.Count).GroupBy(recipient => routes.Find(recipients[recipient].Address)).Select(group => (group.Key, group.ToArray()))];

    private DestinationLine LineOf(RelayDestination destination)
    {
        if (!_lines.TryGetValue(destination, out var line)) _lines.Add(destination, line = new DestinationLine(destination));
        line.Parts++;
        return line;
    }
}
