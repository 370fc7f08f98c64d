using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>The domain of who wrote a message, by its From header field (RFC 5322 section 3.6.2).</summary>
internal static class DkimFromDomain
{
    /// <summary>The domain in ASCII; null when there is not one address of one domain that can be read.</summary>
    /// <param name="fields">The header section.</param>
    public static string? Of(IReadOnlyList<HeaderField> fields)
    {
        foreach (var field in fields)
        {
            if (field.Is("From")) return Of(Encoding.UTF8.GetString(field.ValueOctets));
        }
        return null;
    }

    /// <summary>What stands behind the '@' of the only address, outside of quotes and comments.</summary>
    private static string? Of(string value)
    {
        var text = new StringBuilder(value.Length);
        var (depth, isQuoted) = (0, false);
        for (var at = 0; at < value.Length; at++)
        {
            switch (value[at])
            {
                case '\\' when isQuoted || depth > 0:
                    at++;
                    break;
                case '"' when depth == 0:
                    isQuoted = !isQuoted;
                    break;
                case '(' when !isQuoted:
                    depth++;
                    break;
                case ')' when !isQuoted && depth > 0:
                    depth--;
                    break;
                case var character when !isQuoted && depth == 0:
                    text.Append(character);
                    break;
            }
        }
        var parts = text.ToString().Split('@');
        return parts.Length == 2 ? DkimName.Of(parts[1].Split('>')[0].Trim()) : null;
    }
}
