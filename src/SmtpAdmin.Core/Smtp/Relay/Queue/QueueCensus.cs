namespace SmtpAdmin.Smtp.Relay;

/// <summary>Counts what is in the queue. Used by one at a time.</summary>
/// <param name="now">What ages are measured from.</param>
internal sealed class QueueCensus(DateTimeOffset now)
{
    private static readonly TimeSpan[] Bounds = // each age class begins at one, and ends at the next
        [TimeSpan.Zero, TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromDays(1), TimeSpan.FromDays(3)];

    private readonly int[] _messages = new int[Bounds.Length];
    private readonly long[] _octets = new long[Bounds.Length];
    private readonly Dictionary<RelayDestination, SmtpQueueDestination> _destinations = [];
    private readonly int[] _statuses = new int[Enum.GetValues<SmtpRecipientStatus>().Length];
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
        ByDestination = _destinations.Values.OrderByDescending(one => one.Recipients).ThenBy(one => one.Name, StringComparer.Ordinal).ToArray(),
    };

    private int Of(SmtpRecipientStatus status) => _statuses[(int)status];

    private void Add(QueuedMessage message, QueuedPart part)
    {
        Span<int> statuses = stackalloc int[_statuses.Length];
        var open = 0;
        DateTimeOffset? next = null;
        string? reply = null;
        foreach (var recipient in part.Recipients)
        {
            var state = message.Recipients[recipient].State;
            if (state.IsFinal) continue;
            open++;
            var status = QueueViews.StatusOf(message, recipient, now);
            statuses[(int)status]++;
            reply = state.LastReply ?? reply;
            if (status == SmtpRecipientStatus.Deferred && !(next <= state.NextAttemptAt)) next = state.NextAttemptAt;
        }
        if (open == 0) return;
        for (var status = 0; status < statuses.Length; status++) _statuses[status] += statuses[status];
        var line = _destinations.GetValueOrDefault(part.Line.Destination) ?? new SmtpQueueDestination(part.Line.Destination.Name);
        _destinations[part.Line.Destination] = line with
        {
            Messages = line.Messages + 1,
            Recipients = line.Recipients + open,
            Sending = line.Sending + statuses[(int)SmtpRecipientStatus.Sending],
            Deferred = line.Deferred + statuses[(int)SmtpRecipientStatus.Deferred],
            Held = line.Held + statuses[(int)SmtpRecipientStatus.Held],
            Oldest = line.Oldest < message.Envelope.ReceivedAt ? line.Oldest : message.Envelope.ReceivedAt,
            NextAttemptAt = next is null || line.NextAttemptAt <= next ? line.NextAttemptAt : next,
            LastReply = reply ?? line.LastReply,
        };
    }
}
