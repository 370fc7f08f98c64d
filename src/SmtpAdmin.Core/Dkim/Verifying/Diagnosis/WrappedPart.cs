namespace SmtpAdmin.Dkim;

/// <summary>The first part of a multipart body (RFC 2046 section 5.1).</summary>
internal static class WrappedPart
{
    /// <summary>The content of the first part; null when the body is no multipart.</summary>
    public static byte[]? Find(ReadOnlySpan<byte> body)
    {
        // Nothing stands before the first delimiter but perhaps a note for old programs.
        var start = body.StartsWith("--"u8) ? 0 : body.IndexOf("\r\n--"u8) is >= 0 and var found ? found + 2 : -1;
        if (start < 0) return null;
        var rest = body[start..];
        var line = rest[..Math.Max(0, rest.IndexOf("\r\n"u8))];
        var head = rest.IndexOf("\r\n\r\n"u8);
        if (line.Length <= 2 || head < 0) return null;
        rest = rest[(head + 4)..];
        Span<byte> delimiter = stackalloc byte[Math.Min(line.Length, 72) + 2]; // a boundary has 70 characters at most
        "\r\n"u8.CopyTo(delimiter);
        line[..(delimiter.Length - 2)].CopyTo(delimiter[2..]);
        var end = rest.IndexOf(delimiter);
        return end < 0 ? null : [.. rest[..end], .. "\r\n"u8];
    }
}
