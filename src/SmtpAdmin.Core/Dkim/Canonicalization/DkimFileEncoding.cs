namespace SmtpAdmin.Dkim;

/// <summary>What text editors and shells make of a message: it goes over the wire in none of these.</summary>
internal static class DkimFileEncoding
{
    /// <summary>The UTF-8 byte order mark, which makes the first line no header field.</summary>
    public static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The octets begin a text in UTF-16, with a byte order mark or without: no header field begins with any of these.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> octets) =>
        octets is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [> (byte)' ' and <= (byte)'~', 0, > (byte)' ' and <= (byte)'~', 0, ..] or [0, > (byte)' ' and <= (byte)'~', 0, > (byte)' ' and <= (byte)'~', ..];
}
