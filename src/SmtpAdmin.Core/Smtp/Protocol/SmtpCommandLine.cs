using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>A command as it came: verb and argument (RFC 5321 section 4.1.1). What the argument means is for <see cref="MailCommand"/> and its like.</summary>
/// <param name="Verb">Which command it is.</param>
/// <param name="Name">The verb as it was written: letters only.</param>
/// <param name="Argument">What stands behind the verb, without the space before it and white space at its end; empty when nothing does. No control characters.</param>
public sealed record SmtpCommandLine(SmtpVerb Verb, string Name, string Argument)
{
    /// <summary>The most octets of a command line, CRLF included, that this reader takes. RFC 5321 section 4.5.3.1.4 asks for 512; extensions add to it.</summary>
    public const int MaxLength = 2048;

    private const string AuthWord = "AUTH ";

    private const int MaxVerbLength = 12; // the longest that there is has eight letters

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly (string Name, SmtpVerb Verb)[] Verbs =
    [
        ("MAIL", SmtpVerb.Mail), ("RCPT", SmtpVerb.Rcpt), ("DATA", SmtpVerb.Data), ("QUIT", SmtpVerb.Quit), ("EHLO", SmtpVerb.Ehlo), ("HELO", SmtpVerb.Helo),
        ("RSET", SmtpVerb.Rset), ("BDAT", SmtpVerb.Bdat), ("STARTTLS", SmtpVerb.StartTls), ("AUTH", SmtpVerb.Auth), ("NOOP", SmtpVerb.Noop),
        ("HELP", SmtpVerb.Help), ("VRFY", SmtpVerb.Vrfy),
        ("EXPN", SmtpVerb.NotImplemented), ("ETRN", SmtpVerb.NotImplemented), ("ATRN", SmtpVerb.NotImplemented), ("TURN", SmtpVerb.NotImplemented),
        ("SEND", SmtpVerb.NotImplemented), ("SOML", SmtpVerb.NotImplemented), ("SAML", SmtpVerb.NotImplemented), ("BURL", SmtpVerb.NotImplemented),
        ("GET", SmtpVerb.Foreign), ("POST", SmtpVerb.Foreign), ("PUT", SmtpVerb.Foreign), ("HEAD", SmtpVerb.Foreign),
        ("OPTIONS", SmtpVerb.Foreign), ("CONNECT", SmtpVerb.Foreign), ("PRI", SmtpVerb.Foreign),
    ];

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line without its CRLF.</param>
    /// <param name="command">The command read.</param>
    /// <param name="refusal">The reply to a line that is no command: 500 (RFC 5321 section 4.2.4).</param>
    public static bool TryParse(
        ReadOnlySpan<byte> line, [NotNullWhen(true)] out SmtpCommandLine? command, [NotNullWhen(false)] out SmtpReply? refusal)
    {
        command = null;
        refusal = null;
        var length = 0;
        while (length < line.Length && char.IsAsciiLetter((char)line[length])) length++;
        if (length is 0 or > MaxVerbLength || (length < line.Length && line[length] != ' '))
        {
            refusal = new SmtpReply(500, "5.5.2 Not a command");
            return false;
        }
        if (!TryText(line[length..].Trim((byte)' '), out var argument))
        {
            refusal = new SmtpReply(500, "5.5.2 A command has no control characters, and only UTF-8 outside ASCII");
            return false;
        }
        var (verb, name) = Find(line[..length]);
        // Spaces at the end are to be borne (RFC 5321 section 4.1.1).
        command = new SmtpCommandLine(verb, name, argument);
        return true;
    }

    private static (SmtpVerb Verb, string Name) Find(ReadOnlySpan<byte> written)
    {
        foreach (var (name, verb) in Verbs)
        {
            if (Ascii.EqualsIgnoreCase(written, name)) return (verb, Ascii.Equals(written, name) ? name : Encoding.ASCII.GetString(written));
        }
        return (SmtpVerb.Unknown, Encoding.ASCII.GetString(written));
    }

    /// <summary>The command for a log: what follows AUTH's mechanism is a secret and left out, also where a slip put another word before AUTH.</summary>
    public override string ToString()
    {
        if (Argument.Length == 0) return Name;
        var text = $"{Name} {Argument}";
        var auth = Verb == SmtpVerb.Auth ? 0 : Argument.IndexOf(AuthWord, StringComparison.OrdinalIgnoreCase) is var at and >= 0 ? Name.Length + 1 + at : -1;
        if (auth < 0) return text;
        var mechanism = text.AsSpan(auth + AuthWord.Length).TrimStart(' ');
        var end = mechanism.IndexOf(' ');
        return end < 0 ? text : $"{text.AsSpan(0, text.Length - mechanism.Length + end)} ***";
    }

    /// <summary>Strict UTF-8 without control characters: C0, DEL, C1 and the Unicode line separators, which would break a line of a header or a log.</summary>
    internal static bool TryText(ReadOnlySpan<byte> octets, out string text)
    {
        text = "";
        if (octets.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0)
        {
            if (!octets.IsEmpty) text = Encoding.ASCII.GetString(octets);
            return true;
        }
        try
        {
            text = StrictUtf8.GetString(octets);
        }
        catch (DecoderFallbackException) // not UTF-8
        {
            return false;
        }
        foreach (var character in text)
        {
            if (char.IsControl(character) || character is '\u2028' or '\u2029') return false;
        }
        return true;
    }
}
