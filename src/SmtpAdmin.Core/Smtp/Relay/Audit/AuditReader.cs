using System.Runtime.CompilerServices;
using System.Text;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Finds events in the files of an audit log. For whole stories the files are read twice or three times: first for the names of what is looked
/// for, then for all that has those names. Memory holds names, never lines.
/// </summary>
/// <param name="folder">The log's folder.</param>
/// <param name="filter">What to look for.</param>
/// <param name="onDamaged">Told how many lines of a file could not be read.</param>
internal sealed class AuditReader(string folder, SmtpTraceFilter filter, Action<long> onDamaged)
{
    private const int OutOfOrder = 512; // events: those of one moment come from several threads, and may be written in another order

    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(1);

    private readonly AuditMatch _match = new(filter);
    private readonly AuditIds _messages = new();
    private readonly AuditIds _sessions = new();
    private long _damaged;
    private bool _hasGap; // something that belongs to a story may stand in a line that was read before its name was known

    private static ReadOnlySpan<byte> QueueId => "\"QueueId\":\""u8;

    private static ReadOnlySpan<byte> Session => "\"Session\":\""u8;

    private static ReadOnlySpan<byte> ReportOf => "\"ReportOf\":\""u8;

    private bool IsStory => filter.WholeStory && !filter.IsEmpty;

    /// <summary>Reads the files.</summary>
    public async IAsyncEnumerable<SmtpTraceEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = AuditFileName.List(folder);
        if (IsStory) await FindAsync(files, cancellationToken).ConfigureAwait(false);

        var (order, number) = (new PriorityQueue<SmtpTraceEvent, (DateTimeOffset, long)>(), 0L);
        for (var at = 0; at < files.Count; at++)
        {
            if (AuditLines.Open(files[at].Path) is not { } lines) continue;
            await using var _ = lines.ConfigureAwait(false);
            while (await lines.FillAsync(cancellationToken).ConfigureAwait(false))
            {
                while (TryNextWanted(lines, out var entry))
                {
                    order.Enqueue(entry, (entry.Time, number++));
                    if (order.Count > OutOfOrder) yield return order.Dequeue();
                }
            }
            // Behind the last line end of the newest file stands what the relay is about to write.
            onDamaged(_damaged + lines.Damaged + (lines.IsTorn && at < files.Count - 1 ? 1 : 0));
            _damaged = 0;
        }
        while (order.TryDequeue(out var entry, out var _)) yield return entry;
    }

    private bool TryNextWanted(AuditLines lines, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SmtpTraceEvent? entry)
    {
        while (lines.TryNext(out var line))
        {
            if (!line.StartsWith(AuditMatch.LineStart) || line[^1] != '}')
            {
                _damaged++;
                continue;
            }
            if (!IsOfStory(line) && !_match.MayMatch(line)) continue;
            if (!AuditLineReader.TryRead(line, out entry)) _damaged++;
            else if (IsOfStory(line) || _match.Matches(entry)) return true;
        }
        entry = null;
        return false;
    }

    /// <summary>The line has the name of a message that was found, or is about the session that it came by and no message at all.</summary>
    private bool IsOfStory(ReadOnlySpan<byte> line)
    {
        if (_messages.Count == 0) return false;
        var message = Value(line, QueueId);
        return message.Length > 0 ? _messages.Contains(message) : Value(line, Session) is { Length: > 0 } session && _sessions.Contains(session);
    }

    private async Task FindAsync(IReadOnlyList<(AuditFileName Name, string Path)> files, CancellationToken cancellationToken)
    {
        for (var at = 0; at < files.Count; at++)
        {
            var isBefore = at + 1 < files.Count && files[at + 1].Name.Start + ClockSlack < filter.Since;
            var isBehind = files[at].Name.Start - ClockSlack > filter.Until;
            if (!isBefore && !isBehind) await FindAsync(files[at].Path, Find, cancellationToken).ConfigureAwait(false);
        }
        if (!_hasGap && filter.Until is null) return;
        foreach (var (_, path) in files) await FindAsync(path, Link, cancellationToken).ConfigureAwait(false);
    }

    private static async Task FindAsync(string path, LineAction look, CancellationToken cancellationToken)
    {
        if (AuditLines.Open(path) is not { } lines) return;
        await using var _ = lines.ConfigureAwait(false);
        while (await lines.FillAsync(cancellationToken).ConfigureAwait(false))
        {
            while (lines.TryNext(out var line)) look(line);
        }
    }

    private void Find(ReadOnlySpan<byte> line)
    {
        Link(line);
        if (!_match.MayMatch(line) || !AuditLineReader.TryRead(line, out var entry) || !_match.Matches(entry) || entry.QueueId is null) return;
        if (!_messages.Add(Encoding.UTF8.GetBytes(entry.QueueId))) return;
        if (entry.Session is not null) _sessions.Add(Encoding.UTF8.GetBytes(entry.Session));
        else _hasGap |= entry.Kind != SmtpTraceKind.Bounced; // a report begins with this line; mail, with one that names its session
    }

    /// <summary>Follows a message that was found to its session and to the reports about it, which come behind it.</summary>
    private void Link(ReadOnlySpan<byte> line)
    {
        if (_messages.Count == 0 || Value(line, QueueId) is not { Length: > 0 } message) return;
        if (_messages.Contains(message))
        {
            if (Value(line, Session) is { Length: > 0 } session) _sessions.Add(session);
        }
        else if (Value(line, ReportOf) is { Length: > 0 } about && _messages.Contains(about)) _messages.Add(message);
    }

    /// <summary>A value, looked for in the octets. A name between quotes stands in no value, where quotes are escaped.</summary>
    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        var start = line.IndexOf(name);
        if (start < 0) return default;
        var rest = line[(start + name.Length)..];
        var end = rest.IndexOf((byte)'"');
        return end < 0 ? default : rest[..end];
    }

    private delegate void LineAction(ReadOnlySpan<byte> line);
}
