using System.Text;
using System.Xml.Linq;
using SmtpAdmin.HelpBuilder.Model;
using static SmtpAdmin.HelpBuilder.Writing.MamlNames;

namespace SmtpAdmin.HelpBuilder.Writing;

/// <summary>An example as it looks best on Get-Help's screen, which knows little of its parts.</summary>
internal static class ExampleWriter
{
    private const int Width = 76;

    private static readonly string Rule = new('-', 10);

    public static XElement Example(HelpExample example) => new(
        Command + "example",
        // Nothing but the title parts one example from the next.
        new XElement(Maml + "title", $"{Rule} {example.Title} {Rule}"),
        // Get-Help would set the command right behind an introduction, on the same line: comments keep it in its place.
        new XElement(Dev + "code", string.Concat(example.Introduction.SelectMany(Comments)) + example.Code),
        // It also leaves no line between the last remark and the next title; an empty paragraph makes one.
        MamlWriter.Text(Dev + "remarks", [.. example.Remarks, ""]));

    private static IEnumerable<string> Comments(string paragraph)
    {
        foreach (var line in paragraph.Split('\n'))
        {
            var comment = new StringBuilder("#");
            foreach (var word in line.Split(' '))
            {
                if (comment.Length > 1 && comment.Length + word.Length >= Width)
                {
                    yield return comment.Append('\n').ToString();
                    comment.Clear().Append('#');
                }
                comment.Append(' ').Append(word);
            }
            yield return comment.Append('\n').ToString();
        }
    }
}
