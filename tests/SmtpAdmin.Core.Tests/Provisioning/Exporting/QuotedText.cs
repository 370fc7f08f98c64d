using System.Globalization;
using System.Text;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting;

/// <summary>Readers of strings in languages, written for the tests alone.</summary>
internal static class QuotedText
{
    /// <summary>HCL's quoted strings of a file, in their order; fails on one in which a template begins.</summary>
    public static List<string> Hcl(string file)
    {
        var found = new List<string>();
        for (var at = 0; at < file.Length; at++)
        {
            if (file[at] != '"') continue;
            var text = new StringBuilder();
            for (at++; file[at] != '"'; at++)
            {
                Assert.InRange(file[at], ' ', '~');
                var (here, next) = (file[at], file[at + 1]);
                if (here == '\\')
                {
                    at++;
                    text.Append(next is '"' or '\\' ? $"{next}" : Escaped(file, ref at));
                }
                else if (here is '$' or '%' && next == here && file[at + 2] == '{')
                {
                    at += 2;
                    text.Append(here).Append('{');
                }
                else
                {
                    Assert.False(here is '$' or '%' && next == '{', $"A template begins in {file}.");
                    text.Append(here);
                }
            }
            found.Add(text.ToString());
        }
        return found;
    }

    /// <summary>PowerShell's strings in single quotes, whichever those are, in their order.</summary>
    public static List<string> PowerShell(string script)
    {
        const string quotes = "'\u2018\u2019\u201a\u201b";
        var found = new List<string>();
        for (var at = 0; at < script.Length; at++)
        {
            if (!quotes.Contains(script[at])) continue;
            var text = new StringBuilder();
            for (at++; !quotes.Contains(script[at]) || (at + 1 < script.Length && quotes.Contains(script[at + 1])); at++)
            {
                if (quotes.Contains(script[at])) at++;
                text.Append(script[at]);
            }
            found.Add(text.ToString());
        }
        return found;
    }

    /// <summary>The words of a command of a POSIX shell that has single quotes, <c>\'</c>, double quotes around a variable, and nothing else that means something.</summary>
    public static List<string> ShellWords(string line)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '\'')
            {
                for (at++; line[at] != '\''; at++) word.Append(line[at]);
            }
            else if (line[at] == ' ')
            {
                words.Add(word.ToString());
                word.Clear();
            }
            else if (line[at] == '\\') word.Append(line[++at]);
            else
            {
                Assert.True(char.IsAsciiLetterOrDigit(line[at]) || line[at] is '-' or '=' or '"' or '$' or '_', $"{line[at]} in {line}");
                word.Append(line[at]);
            }
        }
        words.Add(word.ToString());
        return words;
    }

    private static string Escaped(string file, ref int at)
    {
        var length = file[at] == 'u' ? 4 : 8;
        var code = int.Parse(file.AsSpan(at + 1, length), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        at += length;
        return char.ConvertFromUtf32(code);
    }
}
