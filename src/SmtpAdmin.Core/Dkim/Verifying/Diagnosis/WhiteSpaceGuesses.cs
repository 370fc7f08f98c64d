using System.Buffers;

namespace SmtpAdmin.Dkim;

/// <summary>Bodies as they may have been before white space was changed.</summary>
internal static class WhiteSpaceGuesses
{
    private const string Code = "DKIM-BODY-WHITESPACE";
    private const string Remedy = "Sign with c=relaxed/relaxed, which bears most changes of white space; and look for what makes them.";

    private static readonly byte[] TabAsSpaces = "        "u8.ToArray();

    /// <summary>The guesses.</summary>
    public static IEnumerable<DkimBodyGuess> Of(byte[] body)
    {
        yield return Guess("White space was added at the ends of lines.", BodyLines.Change(body, (line, output) => output.Write(line.TrimEnd(" \t"u8))));
        yield return Guess("White space was added at the ends of lines.", BodyLines.Change(body, (line, output) => output.Write(line.EndsWith(" "u8) ? line[..^1] : line)));
        yield return Guess(
            "The space was taken from the line '-- ' above a signature.",
            BodyLines.Change(body, (line, output) => output.Write(line.SequenceEqual("--"u8) ? "-- "u8 : line)));
        yield return Guess("A space was added at the beginning of lines (format=flowed, RFC 3676).", BodyLines.Change(body, (line, output) => output.Write(line.StartsWith(" "u8) ? line[1..] : line)));
        yield return Guess("Tabs were replaced by spaces.", BodyLines.Replace(body, TabAsSpaces, "\t"u8));
        yield return Guess("Tabs were replaced by spaces.", BodyLines.Replace(body, "    "u8, "\t"u8));
        yield return Guess("Spaces were replaced by tabs.", BodyLines.Replace(body, "\t"u8, TabAsSpaces));
        yield return Guess("Spaces were replaced by tabs.", BodyLines.Replace(body, "\t"u8, "    "u8));
        yield return Guess("An empty line was added at the beginning.", body.AsSpan().StartsWith("\r\n"u8) ? body[2..] : body);
        yield return Guess("An empty line was taken from the beginning.", [.. "\r\n"u8, .. body]);
        yield return Guess("Lines of white space were added at the end.", Trimmed(body));
    }

    /// <summary>Without the lines of white space at the end, which only relaxed canonicalization passes over.</summary>
    private static byte[] Trimmed(byte[] body)
    {
        var end = body.AsSpan().TrimEnd(" \t\r\n"u8).Length;
        return end == body.Length ? body : [.. body.AsSpan(0, end), .. "\r\n"u8];
    }

    private static DkimBodyGuess Guess(string message, byte[] body) => new(Code, message, Remedy, body);
}
