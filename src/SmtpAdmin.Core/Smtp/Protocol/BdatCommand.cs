using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>BDAT with its chunk's size (RFC 3030 section 2).</summary>
/// <param name="Size">The octets that follow the command's CRLF.</param>
/// <param name="IsLast">They end the message.</param>
public sealed record BdatCommand(long Size, bool IsLast)
{
    private const int MaxDigits = 20;

    /// <summary>Reads what stands behind BDAT: <c>chunk-size [SP end-marker]</c>.</summary>
    /// <param name="argument">For example <c>1000 LAST</c>.</param>
    /// <param name="command">The command read.</param>
    /// <returns>False when it is none: then nobody knows where the chunk ends.</returns>
    public static bool TryParse(string argument, [NotNullWhen(true)] out BdatCommand? command)
    {
        command = null;
        var space = argument.IndexOf(' ', StringComparison.Ordinal);
        var digits = space < 0 ? argument.AsSpan() : argument.AsSpan(0, space);
        var marker = space < 0 ? [] : argument.AsSpan(space).Trim(' ');
        if (digits.Length is 0 or > MaxDigits || digits.IndexOfAnyExceptInRange('0', '9') >= 0) return false;
        if (!marker.IsEmpty && !marker.Equals("LAST", StringComparison.OrdinalIgnoreCase)) return false;
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size)) return false; // nobody can send so much
        command = new BdatCommand(size, !marker.IsEmpty);
        return true;
    }
}
