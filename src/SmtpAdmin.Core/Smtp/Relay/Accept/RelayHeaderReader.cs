using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Finds the header section of a message that comes in pieces of any size, and in it what a relay goes by. Keeps no more than that section, and that only as long as it must.</summary>
internal sealed class RelayHeaderReader
{
    /// <summary>The longest header section in octets.</summary>
    public const int MaxLength = 256 * 1024;

    private const int MaxMessageIdLength = 512; // characters; a line has no more than 998

    private byte[] _buffer = [];
    private int _used;
    private int _line;

    /// <summary>The section was seen whole.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The section is longer than <see cref="MaxLength"/>.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>How many Received fields there are: one for each server that it passed (RFC 5321 section 6.3).</summary>
    public int ReceivedCount { get; private set; }

    /// <summary>There is a Message-ID field.</summary>
    public bool HasMessageId { get; private set; }

    /// <summary>The Message-ID with its brackets; null without one, and for one without brackets.</summary>
    public string? MessageId { get; private set; }

    /// <summary>There is a Date field.</summary>
    public bool HasDate { get; private set; }

    /// <summary>Somebody signed the message: who adds a field may break that.</summary>
    public bool IsSigned { get; private set; }

    /// <summary>The message begins with text, and has no header section at all.</summary>
    public bool BeginsWithText { get; private set; }

    /// <summary>Takes the next octets.</summary>
    /// <param name="content">The octets.</param>
    /// <param name="head">The header section without the empty line behind it, where it became complete; valid as long as <paramref name="content"/>.</param>
    /// <returns>How many of the octets belong to the section and to the empty line; the others are the body's.</returns>
    public int Append(ReadOnlyMemory<byte> content, out ReadOnlyMemory<byte> head)
    {
        head = default;
        if (IsComplete || IsTooLong) return 0;
        int length, bodyStart;
        if (_used == 0 && MessageHead.TryFindEnd(content.Span, 0, out length, out bodyStart))
        {
            head = content[..length];
            Read(head);
            return bodyStart;
        }
        var before = _used;
        var taken = Math.Min(content.Length, MaxLength + 2 - _used); // with room for the empty line
        Reserve(_used + taken);
        content.Span[..taken].CopyTo(_buffer.AsSpan(_used));
        _used += taken;
        if (MessageHead.TryFindEnd(_buffer.AsSpan(0, _used), _line, out length, out bodyStart) && length <= MaxLength)
        {
            head = _buffer.AsMemory(0, length);
            Read(head);
            return bodyStart - before;
        }
        _line += _buffer.AsSpan(_line, _used - _line).LastIndexOf((byte)'\n') + 1;
        if (_used > MaxLength + 1) IsTooLong = true; // up to there, what is over may be the empty line
        return content.Length;
    }

    /// <summary>The message is over: what there is, is the section.</summary>
    /// <param name="head">The section, where it was not complete before.</param>
    /// <returns>Whether it became complete only now.</returns>
    public bool Finish(out ReadOnlyMemory<byte> head)
    {
        head = default;
        if (IsComplete || IsTooLong) return false;
        head = _buffer.AsMemory(0, _used);
        Read(head);
        return true;
    }

    private void Reserve(int length)
    {
        if (length > _buffer.Length) Array.Resize(ref _buffer, Math.Min(MaxLength + 2, Math.Max(length, Math.Max(4096, _buffer.Length * 2))));
    }

    private void Read(ReadOnlyMemory<byte> head)
    {
        if (head.Length > MaxLength)
        {
            IsTooLong = true;
            return;
        }
        IsComplete = true;
        var fields = HeaderSection.Read(head).Fields;
        // The mark of an mbox file is no field, and what follows it is a header section all the same.
        BeginsWithText = fields is [{ IsField: false } first, ..] && !first.Raw.Span.StartsWith("From "u8) && !first.Raw.Span.StartsWith(">From "u8);
        if (BeginsWithText) return;
        foreach (var field in fields)
        {
            if (field.Is("Received")) ReceivedCount++;
            else if (field.Is("Date")) HasDate = true;
            else if (field.Is("DKIM-Signature")) IsSigned = true;
            else if (field.Is("Message-ID"))
            {
                HasMessageId = true;
                MessageId ??= Bracketed(field.ValueOctets);
            }
        }
    }

    // msg-id, perhaps with a comment before it (RFC 5322 section 3.6.4).
    private static string? Bracketed(ReadOnlySpan<byte> value)
    {
        var start = value.IndexOf((byte)'<');
        if (start < 0) return null;
        var length = value[start..].IndexOf((byte)'>') + 1;
        return length is > 2 and <= MaxMessageIdLength ? PlainText.Clean(Encoding.UTF8.GetString(value.Slice(start, length))) : null;
    }
}
