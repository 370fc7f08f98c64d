using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SmtpAdmin.Dns;

/// <summary>Record types as zone files write them: <c>TXT</c>, and <c>TYPE65</c> for those that have no name here (RFC 3597 section 5).</summary>
public static class DnsTypeText
{
    private const string Prefix = "TYPE";

    /// <summary>The type's name.</summary>
    public static string Of(DnsType type) =>
        type != DnsType.None && Enum.IsDefined(type) ? type.ToString() : FormattableString.Invariant($"{Prefix}{(ushort)type}");

    /// <summary>Reads a type's name, in any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DnsType type)
    {
        type = DnsType.None;
        text = text?.Trim() ?? "";
        if (text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && ushort.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            type = (DnsType)number;
        else if (text.Length > 0 && char.IsAsciiLetter(text[0]) && Enum.TryParse<DnsType>(text, ignoreCase: true, out var named) && Enum.IsDefined(named))
            type = named;
        return type != DnsType.None;
    }
}
