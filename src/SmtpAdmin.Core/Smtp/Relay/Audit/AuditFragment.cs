using System.Text;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Octets that a line must have to be worth reading: looked for in many, read in few.</summary>
internal sealed class AuditFragment
{
    private const string Common = "\":,.-0123456789etaoinsrhldcumfpgwybvkxjqz"; // what lines have most of, roughly, the most frequent first

    private readonly byte[] _octets;
    private readonly int _rarest;
    private readonly byte _lower;
    private readonly byte _upper;

    private AuditFragment(string text)
    {
        _octets = Encoding.ASCII.GetBytes(text);
        for (var at = 1; at < text.Length; at++)
        {
            if (Rarity(text[at]) > Rarity(text[_rarest])) _rarest = at;
        }
        _lower = (byte)char.ToLowerInvariant(text[_rarest]);
        _upper = (byte)char.ToUpperInvariant(text[_rarest]);
    }

    /// <summary>The longest stretch of a text that stands in a line as it is; null where there is none.</summary>
    /// <param name="text">The text, with the wildcards <c>*</c> and <c>?</c>.</param>
    public static AuditFragment? Of(string text)
    {
        var (best, bestLength) = (0, 0);
        for (int at = 0, start = 0; at <= text.Length; at++)
        {
            if (at < text.Length && text[at] is >= ' ' and <= '~' and not ('*' or '?' or '"' or '\\')) continue;
            if (at - start > bestLength) (best, bestLength) = (start, at - start);
            start = at + 1;
        }
        return bestLength == 0 ? null : new AuditFragment(text.Substring(best, bestLength));
    }

    /// <summary>The line may have the text. Case does not count.</summary>
    public bool MayBeIn(ReadOnlySpan<byte> line)
    {
        for (var rest = line; rest.Length >= _octets.Length;)
        {
            var tail = rest[_rarest..^(_octets.Length - _rarest - 1)];
            var at = tail.IndexOfAny(_lower, _upper);
            if (at < 0) break;
            if (Ascii.EqualsIgnoreCase(rest.Slice(at, _octets.Length), _octets)) return true;
            rest = rest[(at + 1)..];
        }
        return line.IndexOf("\\u"u8) >= 0; // a value with unusual characters is escaped as a whole
    }

    private static int Rarity(char character)
    {
        var at = Common.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal);
        return at < 0 ? Common.Length : at;
    }
}
