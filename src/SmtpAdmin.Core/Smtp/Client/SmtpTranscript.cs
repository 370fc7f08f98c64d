using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Writes a session down as it goes. Bounded: a talkative server fills it, and nothing more. Not safe for use by several threads.</summary>
public sealed class SmtpTranscript
{
    /// <summary>How many characters are kept.</summary>
    public const int MaxLength = 256 * 1024;

    private readonly TimeProvider _timeProvider;
    private readonly long _start;
    private readonly List<TranscriptEntry> _entries = [];
    private readonly SecretMask _mask = new();
    private int _length;

    /// <summary>An empty transcript whose time begins now.</summary>
    public SmtpTranscript(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _timeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
    }

    /// <summary>What was said so far.</summary>
    public IReadOnlyList<TranscriptEntry> Entries => _entries;

    /// <summary>What must never be written down, nor be told in any other way.</summary>
    internal SecretMask Mask => _mask;

    /// <summary>Adds a line.</summary>
    public void Add(TranscriptSide side, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_length > MaxLength) return;
        _length += text.Length + 1;
        var offset = Milliseconds.Since(_timeProvider, _start);
        _entries.Add(_length > MaxLength
            ? new TranscriptEntry(offset, TranscriptSide.Note, "The transcript is too long and ends here.")
            : new TranscriptEntry(offset, side, _mask.Apply(text)));
    }

    /// <summary>Adds a reply, a line each.</summary>
    internal void AddReply(SmtpReply reply) => AddReplyLines(reply.Code, reply.Lines, whole: true);

    /// <summary>Adds lines of a reply.</summary>
    /// <param name="code">The reply code.</param>
    /// <param name="lines">The texts.</param>
    /// <param name="whole">The last of them is the reply's last.</param>
    internal void AddReplyLines(int code, IReadOnlyList<string> lines, bool whole)
    {
        for (var at = 0; at < lines.Count; at++)
            Add(TranscriptSide.Server, FormattableString.Invariant($"{code}{(whole && at == lines.Count - 1 ? ' ' : '-')}{lines[at]}"));
    }
}
