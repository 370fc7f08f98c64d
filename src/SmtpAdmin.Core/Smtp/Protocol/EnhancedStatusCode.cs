using System.Globalization;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>An enhanced mail system status code: class.subject.detail (RFC 3463 section 2, RFC 2034 section 4).</summary>
/// <param name="Class">2 success, 4 persistent transient failure, 5 permanent failure.</param>
/// <param name="Subject">0 to 999: addressing, mailbox, system, network, protocol, content, policy.</param>
/// <param name="Detail">0 to 999.</param>
public readonly record struct EnhancedStatusCode(int Class, int Subject, int Detail)
{
    /// <summary>Reads a code at the beginning of a reply's text.</summary>
    /// <param name="text">The text behind the reply code.</param>
    /// <param name="code">The code read.</param>
    /// <param name="length">How many characters it took, the space behind it included.</param>
    public static bool TryReadPrefix(ReadOnlySpan<char> text, out EnhancedStatusCode code, out int length)
    {
        code = default;
        length = 0;
        if (text.Length < 5 || text[0] is not ('2' or '4' or '5') || text[1] != '.') return false;
        var at = 2;
        if (!TryNumber(text, ref at, out var subject) || at >= text.Length || text[at] != '.') return false;
        at++;
        if (!TryNumber(text, ref at, out var detail)) return false;
        if (at < text.Length && text[at] != ' ') return false;
        code = new EnhancedStatusCode(text[0] - '0', subject, detail);
        length = Math.Min(at + 1, text.Length);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static bool TryNumber(ReadOnlySpan<char> text, ref int at, out int number)
    {
        var start = at;
        number = 0;
        while (at < text.Length && at - start < 3 && char.IsAsciiDigit(text[at])) number = number * 10 + (text[at++] - '0');
        return at > start;
    }
}
