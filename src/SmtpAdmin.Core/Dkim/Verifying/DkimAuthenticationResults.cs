using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>Writes the header field that tells results (RFC 8601 section 2.2).</summary>
internal static class DkimAuthenticationResults
{
    private const int MaxLineLength = 998; // RFC 5322 section 2.1.1
    private const int MaxValueLength = 320; // what a message puts there may be as long as its header section
    private const string Fold = "\r\n\t";

    /// <summary>The field, on one line where that is short enough, else a line for each result.</summary>
    /// <param name="authservId">Who verified.</param>
    /// <param name="results">The results, in order.</param>
    public static string Format(string authservId, IReadOnlyList<DkimSignatureResult> results)
    {
        var parts = results.Select(Format).Prepend($"Authentication-Results: {Token(authservId)}").ToList();
        var line = string.Join("; ", parts);
        return line.Length <= MaxLineLength ? line : string.Join($";{Fold}", parts);
    }

    /// <summary>resinfo = [CFWS] ";" methodspec [CFWS reasonspec] [CFWS 1*propspec]</summary>
    private static string Format(DkimSignatureResult result)
    {
        var text = new StringBuilder("dkim=").Append(result.Status.ToString().ToLowerInvariant());
        if (result.Reason.Length > 0 && result.Status != DkimStatus.None) text.Append(" reason=").Append(Quote(result.Reason));
        Add(text, "header.d", result.Domain);
        Add(text, "header.i", result.Identity);
        Add(text, "header.s", result.Selector);
        Add(text, "header.a", result.Algorithm);
        Add(text, "header.b", result.SignatureBeginning);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string property, string value)
    {
        if (value.Length is > 0 and <= MaxValueLength) text.Append(' ').Append(property).Append('=').Append(IsAddress(value) ? value : Token(value));
    }

    /// <summary>value = token / quoted-string (RFC 2045 section 5.1)</summary>
    private static string Token(string text) => text.Length > 0 && text.All(IsTokenCharacter) ? text : Quote(text);

    /// <summary>pvalue = [ [ local-part ] "@" ] domain-name; other local parts than dot-atoms are quoted as a whole.</summary>
    private static bool IsAddress(string text) =>
        text.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at
        && (at == 0 || text[..at].Split('.').All(atom => atom.Length > 0 && atom.All(IsTokenCharacter)))
        && !text.AsSpan(at).Contains('_') && text[(at + 1)..].Equals(DkimName.Of(text[(at + 1)..]), StringComparison.OrdinalIgnoreCase);

    private static bool IsTokenCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '+';

    /// <summary>Text in quotes: nothing in it can end the quotes or the line.</summary>
    private static string Quote(string text)
    {
        var clean = PlainText.Excerpt(text, MaxValueLength).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"\"{clean}\"";
    }
}
