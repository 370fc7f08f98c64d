using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SmtpAdmin.Core.Tests.Mime;

/// <summary>A reader of messages, written from the RFCs and not from the composer: what a receiver would see.</summary>
internal sealed class MiniDecoder
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private MiniDecoder(List<(string Name, string Value)> headers, byte[] body)
    {
        Headers = headers;
        RawBody = body;
    }

    /// <summary>Unfolded, not yet decoded.</summary>
    public List<(string Name, string Value)> Headers { get; }

    public byte[] RawBody { get; }

    public string this[string name] => Headers.Single(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public string Text => Encoding.UTF8.GetString(Body);

    public byte[] Body => Find("Content-Transfer-Encoding") switch
    {
        "base64" => Convert.FromBase64String(Encoding.ASCII.GetString(RawBody)),
        "quoted-printable" => UnquotePrintable(RawBody),
        _ => RawBody,
    };

    public string FileName
    {
        get
        {
            var parameters = Parameters(this["Content-Disposition"]);
            if (parameters.TryGetValue("filename", out var plain)) return plain;
            if (parameters.TryGetValue("filename*", out var whole)) return Unpercent(whole["utf-8''".Length..]);
            var joined = new StringBuilder();
            for (var piece = 0; parameters.TryGetValue($"filename*{piece}*", out var value); piece++) joined.Append(value);
            Assert.StartsWith("utf-8''", joined.ToString(), StringComparison.Ordinal);
            return Unpercent(joined.ToString()["utf-8''".Length..]);
        }
    }

    public IReadOnlyList<MiniDecoder> Parts
    {
        get
        {
            var delimiter = Encoding.ASCII.GetBytes("\r\n--" + Parameters(this["Content-Type"])["boundary"]);
            var parts = new List<MiniDecoder>();
            var rest = RawBody.AsSpan();
            var at = rest.IndexOf(delimiter);
            while (true)
            {
                rest = rest[(at + delimiter.Length)..];
                if (rest.StartsWith("--\r\n"u8)) return parts;
                Assert.True(rest.StartsWith("\r\n"u8));
                at = rest.IndexOf(delimiter);
                parts.Add(Read(rest[2..at]));
            }
        }
    }

    public static MiniDecoder Read(ReadOnlySpan<byte> message)
    {
        var end = message.IndexOf("\r\n\r\n"u8);
        var headers = new List<(string, string)>();
        foreach (var line in Encoding.UTF8.GetString(message[..end]).Split("\r\n"))
        {
            if (line[0] is ' ' or '\t') headers[^1] = (headers[^1].Item1, headers[^1].Item2 + line);
            else headers.Add((line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..]));
        }
        return new MiniDecoder([.. headers.Select(header => (header.Item1, header.Item2.TrimStart(' ')))], message[(end + 4)..].ToArray());
    }

    /// <summary>RFC 2047: white space between two encoded words is dropped.</summary>
    public static string DecodeWords(string text)
    {
        text = Regex.Replace(text, @"(\?=)[ \t]+(?==\?utf-8\?)", "$1");
        return Regex.Replace(text, @"=\?utf-8\?([qb])\?([^? ]*)\?=", word => Strict.GetString(
            word.Groups[1].Value == "b"
                ? Convert.FromBase64String(word.Groups[2].Value)
                : UnquotePrintable(Encoding.ASCII.GetBytes(word.Groups[2].Value.Replace('_', ' ')))));
    }

    private string? Find(string name) => Headers.Find(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static byte[] UnquotePrintable(ReadOnlySpan<byte> text)
    {
        var octets = new List<byte>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '=') octets.Add(text[at]);
            else if (text[at + 1] == '\r')
            {
                Assert.Equal((byte)'\n', text[at + 2]);
                at += 2;
            }
            else
            {
                octets.Add(byte.Parse(Encoding.ASCII.GetString(text.Slice(at + 1, 2)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                at += 2;
            }
        }
        return [.. octets];
    }

    private static string Unpercent(string text)
    {
        var octets = new List<byte>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '%')
            {
                octets.Add(byte.Parse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                at += 2;
            }
            else octets.Add((byte)text[at]);
        }
        return Encoding.UTF8.GetString([.. octets]);
    }

    private static Dictionary<string, string> Parameters(string value)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Regex.Matches(value, """;[ \t]*([^=; ]+)=("((?:[^"\\]|\\.)*)"|[^; ]*)"""))
        {
            var quoted = match.Groups[3].Success;
            parameters.Add(match.Groups[1].Value, quoted ? Regex.Replace(match.Groups[3].Value, @"\\(.)", "$1") : match.Groups[2].Value);
        }
        return parameters;
    }
}
