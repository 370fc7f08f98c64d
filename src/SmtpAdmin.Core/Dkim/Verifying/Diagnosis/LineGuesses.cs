using System.Buffers;

namespace SmtpAdmin.Dkim;

/// <summary>Bodies as they may have been before single lines were escaped, broken or doubled.</summary>
internal static class LineGuesses
{
    private const int LongLine = 900; // octets; programs break lines somewhere below the 998 of RFC 5322 section 2.1.1

    private static readonly byte[] FromSpace = "From "u8.ToArray();

    /// <summary>The guesses.</summary>
    public static IEnumerable<DkimBodyGuess> Of(byte[] body)
    {
        yield return new(
            "DKIM-BODY-DOTS", "The dots that SMTP doubles at the beginning of lines were not taken away again (RFC 5321 section 4.5.2).", "Look for a program that hands the message on as it stands on the wire.",
            BodyLines.Change(body, (line, output) => output.Write(line.StartsWith(".."u8) ? line[1..] : line)));
        yield return new(
            "DKIM-BODY-DOTS", "The body was signed with the dots doubled that SMTP doubles at the beginning of lines (RFC 5321 section 4.5.2).", "Have the signer sign the message itself, not its form on the wire.",
            BodyLines.Change(body, (line, output) => WriteAfter(output, line.StartsWith("."u8) ? "."u8 : default, line)));
        yield return new(
            "DKIM-BODY-FROM", "'>' was put in front of lines that begin with 'From ', as in mbox files (RFC 4155).", "Sign mail whose lines do not begin so (quoted-printable has =46rom for it), or take it from the server by IMAP.",
            BodyLines.Change(body, (line, output) => output.Write(line.StartsWith(">"u8) && line.TrimStart((byte)'>').StartsWith(FromSpace) ? line[1..] : line)));
        yield return new(
            "DKIM-BODY-FROM", "The '>' in front of lines that begin with '>From ' was taken away.", "Sign before the message is kept in an mbox file, or have it kept otherwise.",
            BodyLines.Change(body, (line, output) => WriteAfter(output, line.StartsWith(FromSpace) ? ">"u8 : default, line)));
        yield return Broken(BodyLines.Replace(body, "!\r\n "u8, default)); // the way of sendmail
        yield return Broken(Rejoined(body, "\r\n "u8));
        yield return Broken(Rejoined(body, "\r\n"u8));
        yield return new("DKIM-BODY-LINE-ENDS", "A CR was put in front of line ends that had one.", "Look for a program that takes CRLF for LF.", BodyLines.Replace(body, "\r\r\n"u8, "\r\n"u8));
        yield return new("DKIM-BODY-LINE-ENDS", "Every line end was doubled.", "Look for a program that takes CR and LF for a line end each.", BodyLines.Replace(body, "\r\n\r\n"u8, "\r\n"u8));
    }

    private static DkimBodyGuess Broken(byte[] body) => new(
        "DKIM-BODY-LONG-LINES", "Long lines were broken.", "Encode the text before it is signed (quoted-printable or base64): servers need not take lines of more than 998 octets (RFC 5322 section 2.1.1).", body);

    /// <summary>Takes away what stands behind long lines.</summary>
    private static byte[] Rejoined(ReadOnlySpan<byte> body, ReadOnlySpan<byte> broken)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 1);
        while (body.Length > 0)
        {
            var end = body.IndexOf("\r\n"u8);
            if (end < 0) end = body.Length;
            output.Write(body[..end]);
            body = body[end..];
            var skipped = end >= LongLine && body.Length > broken.Length && body.StartsWith(broken);
            if (!skipped) output.Write(body[..Math.Min(2, body.Length)]);
            body = body[(skipped ? broken.Length : Math.Min(2, body.Length))..];
        }
        return output.WrittenSpan.ToArray();
    }

    private static void WriteAfter(IBufferWriter<byte> output, ReadOnlySpan<byte> first, ReadOnlySpan<byte> line)
    {
        output.Write(first);
        output.Write(line);
    }
}
