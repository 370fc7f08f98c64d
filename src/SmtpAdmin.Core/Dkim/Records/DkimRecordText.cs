using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>A key record that somebody hands over: its text, or a line of a zone file with its strings in quotes.</summary>
public sealed class DkimRecordText
{
    private const int MaxLength = ushort.MaxValue; // octets: what the data of a record may have, RFC 1035 section 3.2.1

    private DkimRecordText(IReadOnlyList<string> strings) => Strings = strings;

    /// <summary>The strings; each character is an octet.</summary>
    internal IReadOnlyList<string> Strings { get; }

    /// <summary>The strings joined.</summary>
    internal string Text => string.Concat(Strings);

    /// <summary>Reads a record; what is wrong within it, the check tells.</summary>
    /// <param name="text">The text.</param>
    /// <param name="record">The record.</param>
    /// <param name="problem">Why it is none, in sentences.</param>
    public static bool TryRead(string? text, [NotNullWhen(true)] out DkimRecordText? record, [NotNullWhen(false)] out string? problem)
    {
        var clean = (text ?? "").Trim().TrimStart('\uFEFF').Trim();
        var octets = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(clean));
        record = null;
        problem = clean.Length == 0 ? "The record is empty. Give its text, e.g. 'v=DKIM1; k=rsa; p=...'."
            : octets.Length > MaxLength ? $"The record has {octets.Length} octets, and a record of the DNS at most {MaxLength}."
            : null;
        if (problem is not null) return false;
        record = new DkimRecordText(IsZoneText(octets) ? Unquote(octets) : TxtText.Split(octets));
        return true;
    }

    /// <summary>In a zone file the first string begins the text, or stands behind the type or the bracket of what goes over several lines.</summary>
    private static bool IsZoneText(string text)
    {
        var quote = text.IndexOf('"', StringComparison.Ordinal);
        if (quote < 0 || text.Count(character => character == '"') % 2 != 0) return false;
        var before = text[..quote].TrimEnd('(', ' ', '\t', '\r', '\n');
        return before.Length == 0 || before.EndsWith("TXT", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What stands in quotes, with the escapes of RFC 1035 section 5.1.</summary>
    private static List<string> Unquote(string text)
    {
        var strings = new List<string>();
        StringBuilder? current = null;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                if (current is not null) strings.Add(current.ToString());
                current = current is null ? new StringBuilder() : null;
            }
            else if (current is not null && text[at] == '\\' && at + 1 < text.Length)
            {
                var isNumber = at + 3 < text.Length && byte.TryParse(text.AsSpan(at + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out _);
                current.Append(isNumber ? (char)byte.Parse(text.AsSpan(at + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture) : text[at + 1]);
                at += isNumber ? 3 : 1;
            }
            else current?.Append(text[at]);
        }
        return strings;
    }
}
