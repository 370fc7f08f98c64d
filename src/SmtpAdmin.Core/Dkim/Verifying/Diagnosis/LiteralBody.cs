using System.Buffers;

namespace SmtpAdmin.Dkim;

/// <summary>The canonical form of a body (RFC 6376 section 3.4) in which CRLF alone ends a line, and an LF without its CR is an octet like others.</summary>
internal static class LiteralBody
{
    /// <summary>An LF stands without a CR in front of it.</summary>
    public static bool HasBareLineFeed(ReadOnlySpan<byte> body)
    {
        while (body.IndexOf((byte)'\n') is >= 0 and var at)
        {
            if (at == 0 || body[at - 1] != '\r') return true;
            body = body[(at + 1)..];
        }
        return false;
    }

    /// <summary>The canonical form.</summary>
    public static byte[] Canonical(ReadOnlySpan<byte> body, DkimCanonicalization canonicalization)
    {
        var isRelaxed = canonicalization == DkimCanonicalization.Relaxed;
        ReadOnlySpan<byte> text = isRelaxed ? BodyLines.Change(body, Relax) : body;
        while (text.EndsWith("\r\n"u8)) text = text[..^2];
        return text.Length == 0 && isRelaxed ? [] : [.. text, .. "\r\n"u8];
    }

    /// <summary>White space in a row becomes a space, and at the end of the line nothing (section 3.4.4).</summary>
    private static void Relax(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        for (line = line.TrimEnd(" \t"u8); line.Length > 0;)
        {
            var length = line.IndexOfAny((byte)' ', (byte)'\t');
            output.Write(length < 0 ? line : line[..length]);
            if (length < 0) return;
            output.Write(" "u8);
            line = line[length..].TrimStart(" \t"u8);
        }
    }
}
