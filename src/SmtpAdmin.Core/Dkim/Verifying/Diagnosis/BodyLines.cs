using System.Buffers;

namespace SmtpAdmin.Dkim;

/// <summary>Bodies, line by line; all lines end in CRLF.</summary>
internal static class BodyLines
{
    /// <summary>The body with CRLF for each LF that stands alone.</summary>
    public static byte[] WithLineEnds(ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 64);
        for (var rest = body; rest.Length > 0;)
        {
            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
            {
                output.Write(rest);
                break;
            }
            output.Write(end > 0 && rest[end - 1] == '\r' ? rest[..(end - 1)] : rest[..end]);
            output.Write("\r\n"u8);
            rest = rest[(end + 1)..];
        }
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Where each line begins, and at last where the body ends.</summary>
    public static List<int> Starts(ReadOnlySpan<byte> body)
    {
        var starts = new List<int> { 0 };
        for (var at = 0; body[at..].IndexOf((byte)'\n') is >= 0 and var length;)
        {
            at += length + 1;
            starts.Add(at);
        }
        if (starts[^1] != body.Length) starts.Add(body.Length);
        return starts;
    }

    /// <summary>Each line changed.</summary>
    /// <param name="body">The body.</param>
    /// <param name="change">Writes what a line becomes; the line comes without its end, and the end is written behind it.</param>
    public static byte[] Change(ReadOnlySpan<byte> body, Change change)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 64);
        while (body.Length > 0)
        {
            var end = body.IndexOf("\r\n"u8);
            change(end < 0 ? body : body[..end], output);
            if (end < 0) break;
            output.Write("\r\n"u8);
            body = body[(end + 2)..];
        }
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Each occurrence replaced.</summary>
    public static byte[] Replace(ReadOnlySpan<byte> body, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 64);
        while (body.IndexOf(old) is >= 0 and var at)
        {
            output.Write(body[..at]);
            output.Write(replacement);
            body = body[(at + old.Length)..];
        }
        output.Write(body);
        return output.WrittenSpan.ToArray();
    }
}

/// <summary>Writes what a line becomes.</summary>
/// <param name="line">The line without its end.</param>
/// <param name="output">Takes the octets.</param>
internal delegate void Change(ReadOnlySpan<byte> line, IBufferWriter<byte> output);
