using System.Text;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting;

/// <summary>A reader of quoted strings of zone files, written for the tests alone: escapes are decimal there, and octal in Route 53.</summary>
internal static class ZoneStrings
{
    /// <summary>The strings, each character an octet, joined.</summary>
    public static string Join(string text, int numberBase = 10)
    {
        var (joined, at) = (new StringBuilder(), 0);
        while (at < text.Length)
        {
            Assert.Equal('"', text[at++]);
            var length = joined.Length;
            while (text[at] != '"') joined.Append(Next(text, ref at, numberBase));
            Assert.InRange(joined.Length - length, 0, 255);
            at++;
            if (at < text.Length) Assert.Equal(' ', text[at++]);
        }
        return joined.ToString();
    }

    private static char Next(string text, ref int at, int numberBase)
    {
        Assert.InRange(text[at], ' ', '~');
        if (text[at] != '\\') return text[at++];
        if (!char.IsAsciiDigit(text[at + 1])) return text[(at += 2) - 1];
        var code = text.Substring(at + 1, 3).Aggregate(0, (sum, digit) => (sum * numberBase) + digit - '0');
        at += 4;
        return (char)code;
    }
}
