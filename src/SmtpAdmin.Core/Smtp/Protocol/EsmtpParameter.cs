using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>One parameter of MAIL or RCPT: <c>keyword[=value]</c> (RFC 5321 section 4.1.2).</summary>
/// <param name="Keyword">The keyword in upper case.</param>
/// <param name="Value">The value as it was written; null without one.</param>
public sealed record EsmtpParameter(string Keyword, string? Value)
{
    /// <summary>Reads what stands behind a path: parameters with one or more spaces before each.</summary>
    /// <param name="text">The text behind the closing bracket.</param>
    /// <param name="parameters">The parameters in order.</param>
    /// <returns>False when the grammar is broken or a keyword stands twice.</returns>
    public static bool TryParseAll(ReadOnlySpan<char> text, [NotNullWhen(true)] out IReadOnlyList<EsmtpParameter>? parameters)
    {
        parameters = [];
        text = text.TrimEnd(' ');
        if (text.IsEmpty) return true;
        parameters = null;
        var found = new List<EsmtpParameter>();
        while (!text.IsEmpty)
        {
            if (text[0] != ' ') return false;
            text = text.TrimStart(' ');
            var end = text.IndexOf(' ');
            var one = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[end..];
            if (!TryParse(one, out var parameter) || found.Exists(other => other.Keyword == parameter.Keyword)) return false;
            found.Add(parameter);
        }
        parameters = found;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value is null ? Keyword : $"{Keyword}={Value}";

    private static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out EsmtpParameter? parameter)
    {
        parameter = null;
        var equals = text.IndexOf('=');
        var keyword = equals < 0 ? text : text[..equals];
        if (keyword.IsEmpty || !char.IsAsciiLetterOrDigit(keyword[0])) return false;
        foreach (var character in keyword)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-') return false;
        }
        if (equals < 0)
        {
            parameter = new EsmtpParameter(keyword.ToString().ToUpperInvariant(), null);
            return true;
        }
        // esmtp-value = 1*(%d33-60 / %d62-126), and UTF-8 beyond ASCII (RFC 6531 section 3.3). SMTP's own AUTH=<> and ORCPT hold "=" only in xtext.
        var value = text[(equals + 1)..];
        if (value.IsEmpty) return false;
        foreach (var character in value)
        {
            if (character is <= ' ' or '=' or '\x7f') return false;
        }
        parameter = new EsmtpParameter(keyword.ToString().ToUpperInvariant(), value.ToString());
        return true;
    }
}
