using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>The recipient as the first sender wrote it (ORCPT, RFC 3461 section 4.2).</summary>
/// <param name="AddressType">The kind of address, usually <c>rfc822</c> or <c>utf-8</c>.</param>
/// <param name="Address">The address, decoded from xtext; for <c>utf-8</c> as it was written (RFC 6533 section 3).</param>
public sealed record OriginalRecipient(string AddressType, string Address)
{
    private const int MaxLength = 500; // octets, RFC 3461 section 4.2

    /// <summary>Reads <c>addr-type ";" xtext</c>.</summary>
    public static bool TryParse(string value, [NotNullWhen(true)] out OriginalRecipient? recipient)
    {
        recipient = null;
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        if (semicolon <= 0 || value.Length > MaxLength) return false;
        var type = value[..semicolon];
        foreach (var character in type)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not '-' and not '.' and not '_') return false;
        }
        var encoded = value[(semicolon + 1)..];
        if (encoded.Length == 0) return false;
        // utf-8-addr-xtext and utf-8-addr-unitext use escapes of their own, which only a report's reader undoes.
        if (type.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            if (!Utf8AddressXtext.HasValidEscapes(encoded)) return false;
            recipient = new OriginalRecipient(type, encoded);
            return true;
        }
        if (!Xtext.TryDecode(encoded, out var address)) return false;
        recipient = new OriginalRecipient(type, address);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{AddressType};{Address}";
}
