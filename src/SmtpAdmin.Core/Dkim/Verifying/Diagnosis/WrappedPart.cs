using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>The first part of a multipart body (RFC 2046 section 5.1).</summary>
internal static class WrappedPart
{
    /// <summary>The content of the first part; null when the body is no multipart.</summary>
    public static byte[]? Find(ReadOnlySpan<byte> body)
    {
        if (!TryFindFirst(body, out var line, out var head)) return null;
        var rest = body[(head.End.Value + 4)..];
        var first = body[line];
        Span<byte> delimiter = stackalloc byte[Math.Min(first.Length, 72) + 2]; // a boundary has 70 characters at most
        "\r\n"u8.CopyTo(delimiter);
        first[..(delimiter.Length - 2)].CopyTo(delimiter[2..]);
        var end = rest.IndexOf(delimiter);
        return end < 0 ? null : [.. rest[..end], .. "\r\n"u8];
    }

    /// <summary>The header fields of the first part: those that tell how it is read stood in front of the message before it became one.</summary>
    public static IReadOnlyList<HeaderField> Fields(ReadOnlySpan<byte> body) =>
        TryFindFirst(body, out _, out var head) ? HeaderSection.Read(body[head].ToArray()).Fields : [];

    /// <summary>The first delimiter without its line end, and the header section behind it without the last line end.</summary>
    private static bool TryFindFirst(ReadOnlySpan<byte> body, out Range line, out Range head)
    {
        (line, head) = (default, default);
        // Nothing stands before the first delimiter but perhaps a note for old programs.
        var start = body.StartsWith("--"u8) ? 0 : body.IndexOf("\r\n--"u8) is >= 0 and var found ? found + 2 : -1;
        if (start < 0) return false;
        var length = body[start..].IndexOf("\r\n"u8);
        var end = body[start..].IndexOf("\r\n\r\n"u8);
        if (length <= 2 || end < 0) return false;
        line = start..(start + length);
        head = Math.Min(start + length + 2, start + end)..(start + end);
        return true;
    }
}
