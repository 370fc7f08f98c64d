using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Tells whether an event is what a filter asks for, first by a quick look at its line.</summary>
internal sealed class AuditMatch
{
    private const int TimeStart = 9; // octets: {"Time":"
    private const int TimeLength = 19; // 2026-01-31T12:00:00

    private readonly SmtpTraceFilter _filter;
    private readonly string? _messageId;
    private readonly List<AuditFragment> _fragments = [];
    private readonly byte[]? _since;
    private readonly byte[]? _until;

    public AuditMatch(SmtpTraceFilter filter)
    {
        _filter = filter;
        _messageId = filter.MessageId?.Trim().TrimStart('<').TrimEnd('>');
        Need(filter.QueueId);
        Need(_messageId);
        Need(filter.Sender is "<>" or null ? null : filter.Sender);
        Need(filter.Recipient);
        if (filter.Kinds is [var only]) Need($"{only}");
        (_since, _until) = (Octets(filter.Since), Octets(filter.Until));
    }

    /// <summary>The start of a line as <see cref="AuditLineWriter"/> writes it.</summary>
    public static ReadOnlySpan<byte> LineStart => "{\"Time\":\""u8;

    /// <summary>False where the line cannot hold what is looked for.</summary>
    public bool MayMatch(ReadOnlySpan<byte> line)
    {
        if (_since is not null || _until is not null)
        {
            if (!line.StartsWith(LineStart) || line.Length < TimeStart + TimeLength) return true;
            var time = line.Slice(TimeStart, TimeLength);
            if (_since is not null && time.SequenceCompareTo(_since) < 0) return false;
            if (_until is not null && time.SequenceCompareTo(_until) > 0) return false;
        }
        foreach (var fragment in _fragments)
        {
            if (!fragment.MayBeIn(line)) return false;
        }
        return true;
    }

    /// <summary>The event is what is looked for.</summary>
    public bool Matches(SmtpTraceEvent entry) =>
        (_filter.QueueId is null || _filter.QueueId.Equals(entry.QueueId, StringComparison.OrdinalIgnoreCase))
        && (_messageId is null || (entry.MessageId is { } id && id.AsSpan().TrimStart('<').TrimEnd('>').SequenceEqual(_messageId)))
        && (_filter.Sender is null || (entry.Sender is { } sender && QueueMatcher.FitsSender(_filter.Sender, sender)))
        && (_filter.Recipient is null || (entry.Recipients is { } recipients && recipients.Any(recipient => Wildcards.Fit(_filter.Recipient, recipient))))
        && (_filter.Since is null || entry.Time >= _filter.Since)
        && (_filter.Until is null || entry.Time <= _filter.Until)
        && (_filter.Kinds.Count == 0 || _filter.Kinds.Contains(entry.Kind));

    private static byte[]? Octets(DateTimeOffset? time) =>
        time is null ? null : Encoding.ASCII.GetBytes(time.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));

    private void Need(string? text)
    {
        if (text is not null && AuditFragment.Of(text) is { } fragment) _fragments.Add(fragment);
    }
}
