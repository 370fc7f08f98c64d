namespace SmtpAdmin.Dkim;

/// <summary>A line of a plain configuration file.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Text">The line without its end.</param>
internal readonly record struct DkimConfigLine(int Number, int Start, string Text)
{
    /// <summary>All lines, ended by LF or CRLF.</summary>
    public static IEnumerable<DkimConfigLine> Of(string text)
    {
        var number = 1;
        for (var start = 0; start < text.Length; number++)
        {
            var end = text.IndexOf('\n', start);
            var next = end < 0 ? text.Length : end + 1;
            var length = (end < 0 ? text.Length : end) - start;
            if (length > 0 && text[start + length - 1] == '\r') length--;
            yield return new DkimConfigLine(number, start, text.Substring(start, length));
            start = next;
        }
    }

    /// <summary>The text of a line that is there.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="number">The number of the line.</param>
    public static string At(string text, int number) => Of(text).First(line => line.Number == number).Text;

    /// <summary>Where the first blank stands from an offset on; the end of the line when there is none.</summary>
    public int IndexOfBlank(int from) => Index(from, blank: true);

    /// <summary>Where the first character that is no blank stands from an offset on; the end of the line when there is none.</summary>
    public int IndexOfWord(int from) => Index(from, blank: false);

    private int Index(int from, bool blank)
    {
        while (from < Text.Length && (Text[from] is ' ' or '\t') != blank) from++;
        return from;
    }
}
