using System.Globalization;
using System.Text;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Writes the fields of a delivery status (RFC 3464 section 2.1): what came from outside takes one field and adds none, and no line is over 998 octets.
/// </summary>
/// <param name="utf8">Characters outside ASCII stand as they are (message/global-delivery-status, RFC 6533 section 4); else as <c>\x{HEX}</c>.</param>
internal sealed class ReportFields(bool utf8)
{
    private const int MaxText = 4000; // characters of a remote server's reply
    private const int MaxWord = 900; // octets: a longer one is broken, so that a line can be folded
    private const int MaxAddress = 900; // characters

    private readonly StringBuilder _text = new();

    /// <summary>The fields so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Begins the fields of the next recipient.</summary>
    public void NextGroup() => _text.Append("\r\n");

    /// <summary>A field of free text, with a type in front or without.</summary>
    public void Text(string name, string prefix, string value)
    {
        var text = OneLine(value);
        if (text.Length > 0) Write(name, prefix + text);
    }

    /// <summary>A server's name. What stands behind a first space goes into a comment (RFC 3464 section 2.1.2: mta-name).</summary>
    public void Server(string name, string server)
    {
        var text = OneLine(server);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var word = Host(space < 0 ? text : text[..space]);
        if (word.Length == 0) return;
        var comment = space < 0 ? "" : Host(text[(space + 1)..]);
        Write(name, comment.Length == 0 ? $"dns; {word}" : $"dns; {word} ({comment})");
    }

    /// <summary>A moment (RFC 5322 section 3.3).</summary>
    public void Date(string name, DateTimeOffset time) => Write(name, MailDate.Format(time.ToUniversalTime()));

    /// <summary>A mailbox: <c>rfc822</c> where ASCII is enough, else <c>utf-8</c> (RFC 6533 section 3). The field is there whatever the address is, for it must be.</summary>
    public void Address(string name, string address)
    {
        if (EmailAddress.TryParse(address, out var parsed, out _) && !parsed.NeedsSmtpUtf8) Write(name, $"rfc822; {parsed.ToAsciiDomainString()}");
        else if (Ascii.IsValid(address)) Write(name, $"rfc822; {Required(OneLine(address))}");
        else Write(name, $"utf-8; {Required(utf8 ? OneLine(address) : Utf8AddressXtext.Encode(address))}");
    }

    /// <summary>The recipient as the first sender wrote it, or nothing. The escapes of the type utf-8 stay as they came.</summary>
    public void Address(string name, OriginalRecipient recipient)
    {
        var (type, address) = (OneLine(recipient.AddressType), OneLine(recipient.Address));
        if (type.Length > 0 && address.Length is > 0 and <= MaxAddress) Write(name, $"{type}; {address}");
    }

    private static string Required(string address) => address.Length switch
    {
        0 => "unknown",
        <= MaxAddress => address,
        _ => address[..MaxAddress].TrimEnd(), // a space at the end would be folded into a line of its own
    };

    private void Write(string name, string value)
    {
        var writer = new HeaderWriter(utf8);
        writer.Structured(name, value, name);
        _text.Append(writer);
    }

    /// <summary>What a name or an address literal is made of, and a port.</summary>
    private static string Host(string text)
    {
        text = text.Length <= 300 ? text : text[..300];
        return string.Concat(text.Select(character => char.IsAsciiLetterOrDigit(character) || ".-_:[] ".Contains(character, StringComparison.Ordinal) ? character : '?')).Trim();
    }

    private string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        var word = 0;
        foreach (var rune in PlainText.Clean(text).EnumerateRunes())
        {
            if (line.Length > MaxText) break;
            if (rune.Value is ' ' or '\t' || rune == Rune.ReplacementChar)
            {
                if (word > 0) line.Append(' ');
                word = 0;
                continue;
            }
            var before = line.Length;
            if (rune.IsAscii || utf8) line.Append(rune.ToString());
            else line.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X}}}");
            word += rune.IsAscii || !utf8 ? line.Length - before : rune.Utf8SequenceLength;
            if (word < MaxWord) continue;
            line.Append(' ');
            word = 0;
        }
        if (line.Length > MaxText) line.Append("...");
        return line.ToString().Trim();
    }
}
