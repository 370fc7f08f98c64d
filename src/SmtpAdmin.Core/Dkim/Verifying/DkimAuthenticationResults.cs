namespace SmtpAdmin.Dkim;

/// <summary>Writes the header field that tells results (RFC 8601).</summary>
internal static class DkimAuthenticationResults
{
    /// <summary>The field on one line.</summary>
    /// <param name="authservId">Who verified.</param>
    /// <param name="results">The results, in order.</param>
    public static string Format(string authservId, IReadOnlyList<DkimSignatureResult> results) =>
        $"Authentication-Results: {Value(authservId)}; {string.Join("; ", results.Select(Format))}";

    private static string Format(DkimSignatureResult result)
    {
        var text = "dkim=" + result.Status.ToString().ToLowerInvariant();
        if (result.Reason.Length > 0 && result.Status != DkimStatus.None) text += $" reason={Quote(result.Reason)}";
        if (result.Domain.Length > 0) text += $" header.d={Value(result.Domain)}";
        if (result.Identity.Length > 0) text += $" header.i={Value(result.Identity)}";
        if (result.Selector.Length > 0) text += $" header.s={Value(result.Selector)}";
        if (result.Algorithm.Length > 0) text += $" header.a={Value(result.Algorithm)}";
        if (result.SignatureBeginning.Length > 0) text += $" header.b={Quote(result.SignatureBeginning)}";
        return text;
    }

    /// <summary>value = token / quoted-string (RFC 2045 section 5.1), and pvalue, which may hold an at sign (RFC 8601 section 2.2).</summary>
    private static string Value(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '+' or '@') ? text : Quote(text);

    private static string Quote(string text) => $"\"{PlainText.Clean(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
