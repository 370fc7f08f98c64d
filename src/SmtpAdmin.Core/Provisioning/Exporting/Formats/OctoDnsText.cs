namespace SmtpAdmin.Provisioning;

/// <summary>
/// Text of TXT records as octoDNS has it (octodns/record/chunked.py): in one piece, which it cuts by itself, with a backslash before each
/// semicolon, and in quotes or without.
/// </summary>
internal static class OctoDnsText
{
    private const string BetweenStrings = "\" \"";

    /// <summary>Why a text has no form there.</summary>
    public const string NoNotation = "its text is empty, or has a backslash or a quote where octoDNS and its providers do not read it alike.";

    /// <summary>The text; null where it has no form: what stands between quotes goes, a backslash means something else to each provider, and of none at all there is no value.</summary>
    public static string? Of(string text)
    {
        if (text.Length == 0 || text.Contains('\\', StringComparison.Ordinal) || text.Contains(BetweenStrings, StringComparison.Ordinal)) return null;
        var escaped = text.Replace(";", "\\;", StringComparison.Ordinal);
        return text[0] == '"' ? $"\"{escaped}\"" : escaped; // quotes around it are taken off
    }

    /// <summary>Text of a CAA record, which goes to providers as it is; null where it has no form.</summary>
    public static string? Bare(string text) => text.Length > 0 && text.AsSpan().IndexOfAny('\\', '"') < 0 ? text : null;
}
