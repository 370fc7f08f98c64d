using System.Globalization;
using System.Text;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

/// <summary>Reads the golden replies of <c>tests/data/smtp/replies</c>.</summary>
internal static class ReplyData
{
    public static TheoryData<string> Names =>
        new(Directory.EnumerateFiles(TestData.PathOf("smtp/replies"), "*.reply").Select(path => Path.GetFileNameWithoutExtension(path)).Order());

    public static byte[] Octets(string name) => Unescape(TestData.Text($"smtp/replies/{name}.reply").ReplaceLineEndings(""));

    public static (int Code, string[] Lines) Expected(string name)
    {
        var lines = TestData.Text($"smtp/replies/{name}.expected").Split('\n')[..^1];
        return (int.Parse(lines[0], CultureInfo.InvariantCulture), lines[1..]);
    }

    private static byte[] Unescape(string text)
    {
        var octets = new List<byte>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text, at, 1));
                continue;
            }
            switch (text[++at])
            {
                case 'r': octets.Add((byte)'\r'); break;
                case 'n': octets.Add((byte)'\n'); break;
                case 't': octets.Add((byte)'\t'); break;
                case 'x':
                    octets.Add(byte.Parse(text.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    at += 2;
                    break;
                default: throw new FormatException($"No such escape: \\{text[at]}");
            }
        }
        return [.. octets];
    }
}
