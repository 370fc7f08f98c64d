using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SmtpAdmin.Mime;

/// <summary>A mailbox with the name that people see (RFC 5322 section 3.4: name-addr or addr-spec).</summary>
/// <param name="DisplayName">The name as people read it; empty without one.</param>
/// <param name="Address">The mailbox.</param>
public sealed record NamedAddress(string DisplayName, EmailAddress Address)
{
    /// <summary>Reads <c>ann@example.org</c>, <c>&lt;ann@example.org&gt;</c>, <c>Ann &lt;ann@example.org&gt;</c> or <c>"Ann, B." &lt;ann@example.org&gt;</c>.</summary>
    /// <exception cref="FormatException">The text is none of these; the message says why.</exception>
    public static NamedAddress Parse(string text) =>
        TryParse(text, out var address, out var problem) ? address : throw new FormatException(problem);

    /// <summary>Reads an address as <see cref="Parse"/> does.</summary>
    /// <param name="text">The address, with or without a name.</param>
    /// <param name="address">The address read.</param>
    /// <param name="problem">Why it is none, as a sentence.</param>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out NamedAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        text = (text ?? "").Trim(' ', '\t');
        if (!text.EndsWith('>'))
        {
            if (!EmailAddress.TryParse(text, out var bare, out problem)) return false;
            address = new NamedAddress("", bare);
            return true;
        }

        var open = EndOfName(text);
        if (open < 0 || !TryReadName(text[..open].Trim(' ', '\t'), out var name))
        {
            problem = $"'{PlainText.Excerpt(text)}' is no mail address: the name before the '<' is not well formed.";
            return false;
        }
        if (!EmailAddress.TryParse(text[(open + 1)..^1], out var inside, out problem)) return false;
        address = new NamedAddress(name, inside);
        return true;
    }

    /// <summary>Reads addresses between commas; commas within quotes and brackets do not count.</summary>
    /// <exception cref="FormatException">One of them is no address, or there is none.</exception>
    public static IReadOnlyList<NamedAddress> ParseList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var addresses = new List<NamedAddress>();
        var (start, quoted, bracketed) = (0, false, false);
        for (var at = 0; at <= text.Length; at++)
        {
            if (at == text.Length || (text[at] == ',' && !quoted && !bracketed))
            {
                addresses.Add(Parse(text[start..at]));
                start = at + 1;
            }
            else if (text[at] == '\\' && quoted) at = Math.Min(at + 1, text.Length - 1);
            else if (text[at] == '"') quoted = !quoted;
            else if (text[at] == '<') bracketed = !quoted || bracketed;
            else if (text[at] == '>') bracketed = quoted && bracketed;
        }
        return addresses;
    }

    /// <summary>The address as people write it, quoted where the name needs it.</summary>
    public override string ToString()
    {
        if (DisplayName.Length == 0) return Address.ToString();
        return DisplayName.All(character => char.IsLetterOrDigit(character) || character == ' ')
            ? $"{DisplayName} <{Address}>"
            : $"\"{DisplayName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\" <{Address}>";
    }

    /// <summary>Where the bracket opens that ends at the last character: the first one outside quotes.</summary>
    private static int EndOfName(string text)
    {
        var quoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (quoted && text[at] == '\\') at++;
            else if (text[at] == '"') quoted = !quoted;
            else if (text[at] == '<' && !quoted) return at;
        }
        return -1;
    }

    /// <summary>Takes quotes and their backslashes away. A name without quotes is taken as it is, though RFC 5322 would want some quoted.</summary>
    private static bool TryReadName(string text, out string name)
    {
        name = text;
        if (!text.Contains('"', StringComparison.Ordinal)) return !text.Any(char.IsControl);
        var read = new StringBuilder(text.Length);
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"') return false;
        for (var at = 1; at < text.Length - 1; at++)
        {
            if (text[at] == '"' || char.IsControl(text[at])) return false;
            if (text[at] == '\\' && ++at == text.Length - 1) return false;
            read.Append(text[at]);
        }
        name = read.ToString();
        return true;
    }
}
