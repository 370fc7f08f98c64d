using System.Text;

namespace SmtpAdmin.Mime;

/// <summary>Writes header fields: encoding and folding (RFC 5322 section 2.2.3, RFC 2047, RFC 6532).</summary>
/// <param name="utf8">Text outside ASCII is written as it is.</param>
internal sealed class HeaderWriter(bool utf8)
{
    private const int WantedLength = 78; // characters, RFC 5322 section 2.1.1
    private const int MaxLength = 998; // octets, RFC 5322 section 2.1.1

    private readonly StringBuilder _text = new();

    /// <summary>The fields written so far; each line ends in CRLF.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A field of free text.</summary>
    public void Unstructured(string name, string value)
    {
        if (!CanStandRaw(value) || !TryFold(name, value, out var field))
        {
            var words = EncodedWord.Encode(value, EncodedWord.MaxLineLength - name.Length - 2, EncodedWord.MaxLength);
            if (!TryFold(name, words, out field)) throw new InvalidOperationException("Encoded words always fold.");
        }
        _text.Append(field);
    }

    /// <summary>A field with a grammar of its own, written as it is and folded at its spaces.</summary>
    /// <exception cref="ArgumentException">A stretch without a space is over 998 octets, so that no line can hold it.</exception>
    public void Structured(string name, string value, string part)
    {
        if (!TryFold(name, value, out var field))
            throw DraftGuard.Refusal($"The header '{name}' has more than {MaxLength} octets without a space, which no line can hold.", part);
        _text.Append(field);
    }

    /// <summary>A field of addresses; with none, the group that says that they are not disclosed (RFC 5322 section 3.4).</summary>
    public void Addresses(string name, IReadOnlyList<NamedAddress> addresses, string part)
    {
        if (addresses.Count == 0)
        {
            Structured(name, "undisclosed-recipients:;", part);
            return;
        }
        var room = EncodedWord.MaxLineLength - name.Length - 2;
        Structured(name, string.Join(", ", addresses.Select(address => Mailbox(address, room))), part);
    }

    private string Mailbox(NamedAddress mailbox, int room)
    {
        var address = utf8 ? mailbox.Address.ToString() : mailbox.Address.ToAsciiDomainString();
        return mailbox.DisplayName.Length == 0 ? address : $"{Phrase(mailbox.DisplayName, room)} <{address}>";
    }

    /// <summary>A display name: words, a quoted string, or encoded words, whichever is enough (RFC 5322 section 3.2.5, RFC 2047 section 5 (3)).</summary>
    private string Phrase(string name, int room)
    {
        if (!CanStandRaw(name) || name.Length > room) return EncodedWord.Encode(name, room, room);
        var plain = name.All(character => char.IsAsciiLetterOrDigit(character) || character is ' ' or '-' or '_' or '\'' or '+' or '/')
            && !name.Contains("  ", StringComparison.Ordinal);
        if (plain) return name;
        return $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>
    /// The text means itself when it is written as it is: no characters that the header may not hold, nothing that a decoder takes for an
    /// encoded word, no space at its ends, which would be lost.
    /// </summary>
    private bool CanStandRaw(string text)
    {
        if (text.Contains("=?", StringComparison.Ordinal)) return false;
        if (text.Length > 0 && (IsSpace(text[0]) || IsSpace(text[^1]))) return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || (rune.Value > '~' && (!utf8 || rune == Rune.ReplacementChar))) return false;
        }
        return true;
    }

    /// <summary>
    /// Breaks before a run of spaces where the line would get too long; the run begins the next line, so that unfolding gives it back.
    /// False when a line would still be over 998 octets.
    /// </summary>
    private static bool TryFold(string name, string value, out string field)
    {
        var encoded = value.Contains("=?", StringComparison.Ordinal);
        var wanted = encoded ? EncodedWord.MaxLineLength : WantedLength;
        var folded = new StringBuilder(name).Append(':');
        var (column, octets, fits) = (folded.Length, folded.Length, true);
        if (value.Length > 0) value = " " + value;
        for (var start = 0; start < value.Length;)
        {
            var end = EndOfSegment(value, start);
            var segment = value.AsSpan(start, end - start);
            // A first word stays beside the name, as some readers want it, unless it is an encoded word with its stricter limit.
            if (column + segment.Length > wanted && (start > 0 || encoded))
            {
                folded.Append("\r\n");
                (column, octets) = (0, 0);
            }
            folded.Append(segment);
            column += segment.Length;
            octets += Encoding.UTF8.GetByteCount(segment);
            fits &= octets <= MaxLength;
            start = end;
        }
        field = folded.Append("\r\n").ToString();
        return fits;
    }

    /// <summary>A segment is a run of spaces and the word behind it.</summary>
    private static int EndOfSegment(string value, int start)
    {
        var end = start;
        while (end < value.Length && IsSpace(value[end])) end++;
        while (end < value.Length && !IsSpace(value[end])) end++;
        return end;
    }

    private static bool IsSpace(char character) => character is ' ' or '\t';
}
