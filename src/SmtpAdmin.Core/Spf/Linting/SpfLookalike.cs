using System.Text.RegularExpressions;

namespace SmtpAdmin.Spf;

/// <summary>A TXT record that was meant as SPF, and is not taken for it (RFC 7208 section 4.5).</summary>
/// <param name="What">What keeps it from being one, as the end of a sentence.</param>
/// <param name="Remedy">The record as it is probably meant; null for a record of Sender ID, which is something else.</param>
internal sealed partial record SpfLookalike(string What, string? Remedy)
{
    /// <summary>What is wrong with a text; null for one that is a record, or that has nothing to do with SPF.</summary>
    public static SpfLookalike? Of(string text)
    {
        if (SpfRecord.IsSpf(text)) return null;
        var trimmed = text.Trim();
        if (SenderId().IsMatch(trimmed)) return new SpfLookalike("it is a record of Sender ID, which nobody reads any more (RFC 4406, RFC 6686)", null);
        var bare = Unquoted(text);
        if (Head().Match(bare) is not { Success: true } head) return null;
        var rest = bare[head.Length..].TrimStart(' ', '\t', '\u00a0', ';', ',', ':');
        var meant = Separators().Replace(rest, " ").Trim();
        return new SpfLookalike(Describe(text, bare, head.Value), meant.Length == 0 ? $"{SpfRecord.Version} -all" : $"{SpfRecord.Version} {meant}");
    }

    private static string Describe(string text, string bare, string head)
    {
        if (text.StartsWith(SpfRecord.Version, StringComparison.OrdinalIgnoreCase))
        {
            var next = text[SpfRecord.Version.Length];
            return next is '\t' or '\u00a0' or '\r' or '\n' ? $"behind '{SpfRecord.Version}' stands the character 0x{(int)next:x2} in place of a space"
                : $"behind '{SpfRecord.Version}' stands '{PlainText.Excerpt(next.ToString(), 4)}' in place of a space";
        }
        if (text.Contains('"', StringComparison.Ordinal) && SpfRecord.IsSpf(bare)) return "quotes are part of the text; in many web forms they must not be typed";
        if (SpfRecord.IsSpf(text.TrimStart())) return "a blank stands before it";
        return $"it begins with '{PlainText.Excerpt(head.TrimEnd(), 20)}' in place of '{SpfRecord.Version}' and a space";
    }

    /// <summary>Without quotes, or with the strings in them joined, and without what cannot be seen before it.</summary>
    private static string Unquoted(string text) => Quotes().Replace(text, "").TrimStart(' ', '\t', '\\', '\'', '`', '\u00a0', '\u00ef', '\u00bb', '\u00bf', '\u00e2', '\u0080', '\u009c', '\u009d', '(', '=');

    [GeneratedRegex("\"[ \t]*\"|\"", RegexOptions.CultureInvariant)]
    private static partial Regex Quotes();

    [GeneratedRegex(@"^(v\s*=\s*)?spf2\.0/", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SenderId();

    /// <summary>What people write for the version. Without the <c>v=</c> only where a number or a term tells that it is no other word.</summary>
    [GeneratedRegex(@"^(v\s*[=:]?\s*spf\s*[-=:]?\s*v?[0-9.]*|spf\s*[-=:]?\s*v?1[0-9.]*(?=$|[\s;,:]))(?![a-z0-9_])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    [GeneratedRegex(@"[;,\s\u00a0]+", RegexOptions.CultureInvariant)]
    private static partial Regex Separators();
}
