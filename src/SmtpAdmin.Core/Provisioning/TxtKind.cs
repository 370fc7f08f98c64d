using System.Text.RegularExpressions;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What a TXT record is for, by the version that it begins with: several kinds may share one name, as SPF shares the apex with others' tokens.</summary>
internal static partial class TxtKind
{
    /// <summary>Kinds of which a name has one record at most: receivers take a second for an error (RFC 7208 section 4.5, RFC 9989 section 4.10, RFC 8461 section 3.1, RFC 8460 section 3).</summary>
    private static readonly string[] Single = ["v=spf1", "v=DMARC1", "v=STSv1", "v=TLSRPTv1"];

    private static readonly string[] Known = [.. Single, "v=DKIM1", "v=BIMI1"];

    /// <summary>The version, as its RFC writes it; null for a record of another type or kind.</summary>
    public static string? Of(DnsRecord record) => record is TxtRecord txt ? Of(txt.Text) : null;

    /// <summary>Text of a known kind that is written as data without quotes, so that its words are strings of their own, and are joined without blanks.</summary>
    public static bool IsUnquoted(string data) => Of(data.Trim()) is not null && data.Trim().Any(char.IsWhiteSpace);

    /// <summary>Text of a known kind in quotes that are part of it.</summary>
    public static bool IsInQuotes(string text) => text.Trim() is ['"', .. var inside, '"'] && Of(inside) is not null;

    private static string? Of(string written)
    {
        var text = Loose().Replace(written, "v=${kind}");
        return Array.Find(Known, kind => text.StartsWith(kind, StringComparison.OrdinalIgnoreCase) && (text.Length == kind.Length || text[kind.Length] is ' ' or ';' or '\t'));
    }

    /// <summary>The grammar of these two has blanks around the first equals sign (RFC 9989 section 4.8, RFC 6376 section 3.2), that of the others has not.</summary>
    [GeneratedRegex("^v[ \\t\\r\\n]*=[ \\t\\r\\n]*(?<kind>DMARC1|DKIM1)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Loose();

    /// <summary>A name has one record of this kind at most.</summary>
    public static bool IsAlone(string kind) => Single.Contains(kind);
}
