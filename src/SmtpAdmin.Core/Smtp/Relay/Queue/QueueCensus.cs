namespace SmtpAdmin.Smtp.Relay;

/// <summary>Counts what is in the queue. Used by one at a time.</summary>
/// <param name="now">What ages are measured from.</param>
/// <param name="pauses">Which destinations are left alone.</param>
internal sealed class QueueCensus(DateTimeOffset now, QueuePauses pauses)
{
    private static readonly TimeSpan[] Bounds = // each age class begins at one, and ends at the next
        [TimeSpan.Zero, TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromDays(1), TimeSpan.FromDays(3)];

    private static readonly int StatusCount = Enum.GetValues<SmtpRecipientStatus>().Length;

    private readonly int[] _messages = new int[Bounds.Length];
    private readonly long[] _octets = new long[Bounds.Length];
    private readonly Dictionary<RelayDestination, Tally> _destinations = [];
    private readonly int[] _statuses = new int[StatusCount];
    private DateTimeOffset? _oldest;
    private int _damaged;

    /// <summary>Counts a message. Called under the queue's lock.</summary>
    public void Add(QueuedMessage message)
    {
        if (message.IsDone) return;
        var receivedAt = message.Envelope.ReceivedAt;
        var age = Math.Max(Array.FindLastIndex(Bounds, bound => now - receivedAt >= bound), 0);
        _messages[age]++;
        _octets[age] += message.Envelope.Size;
        if (_oldest is null || receivedAt < _oldest) _oldest = receivedAt;
        if (message.Damage is not null) _damaged++;
        foreach (var part in message.Parts) Add(message, part);
    }

    /// <summary>The numbers.</summary>
    public SmtpQueueFigures Figures() => new()
    {
        Messages = _messages.Sum(),
        Octets = _octets.Sum(),
        Queued = Of(SmtpRecipientStatus.Queued),
        Sending = Of(SmtpRecipientStatus.Sending),
        Deferred = Of(SmtpRecipientStatus.Deferred),
        Held = Of(SmtpRecipientStatus.Held),
        Damaged = _damaged,
        Oldest = _oldest,
        ByAge = Bounds.Select((from, at) => new SmtpQueueAgeClass(from, at + 1 < Bounds.Length ? Bounds[at + 1] : null, _messages[at], _octets[at])).ToArray(),
        ByDestination = _destinations.Select(pair => pair.Value.Of(pair.Key.Name)).OrderByDescending(one => one.Recipients).ThenBy(one => one.Name, StringComparer.Ordinal).ToArray(),
    };

    private int Of(SmtpRecipientStatus status) => _statuses[(int)status];

    private void Add(QueuedMessage message, QueuedPart part)
    {
        Tally? tally = null;
        var pause = pauses.Of(part.Line.Destination, now);
        foreach (var recipient in part.Recipients)
        {
            var state = message.Recipients[recipient].State;
            if (state.IsFinal) continue;
            if (tally is null)
            {
                if (!_destinations.TryGetValue(part.Line.Destination, out tally)) _destinations.Add(part.Line.Destination, tally = new Tally());
                tally.Messages++;
                if (!(tally.Oldest <= message.Envelope.ReceivedAt)) tally.Oldest = message.Envelope.ReceivedAt;
            }
            var (status, next, cause) = QueueViews.StandingOf(message, recipient, now, pause);
            _statuses[(int)status]++;
            tally.Statuses[(int)status]++;
            if (status == SmtpRecipientStatus.Deferred && !(tally.NextAttemptAt <= next)) tally.NextAttemptAt = next;
            tally.Cause ??= cause?.Text;
            if (state.LastReply is null || tally.LastAttemptAt > state.LastAttemptAt) continue;
            (tally.LastReply, tally.LastAttemptAt) = (state.LastReply, state.LastAttemptAt);
        }
    }

    /// <summary>What was counted of a destination.</summary>
    private sealed class Tally
    {
        public int Messages;
        public int[] Statuses { get; } = new int[StatusCount];
        public DateTimeOffset? Oldest;
        public DateTimeOffset? NextAttemptAt;
        public DateTimeOffset? LastAttemptAt;
        public string? LastReply;
        public string? Cause; // that the destination was not reached comes behind all that was said of a recipient

        public SmtpQueueDestination Of(string name) => new(name)
        {
            Messages = Messages,
            Recipients = Statuses.Sum(),
            Sending = Statuses[(int)SmtpRecipientStatus.Sending],
            Deferred = Statuses[(int)SmtpRecipientStatus.Deferred],
            Held = Statuses[(int)SmtpRecipientStatus.Held],
            Oldest = Oldest,
            NextAttemptAt = NextAttemptAt,
            LastReply = Cause ?? LastReply,
        };
    }
}
