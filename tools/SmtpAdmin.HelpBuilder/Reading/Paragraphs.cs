using Markdig.Syntax;

namespace SmtpAdmin.HelpBuilder.Reading;

/// <summary>Markdown's blocks as paragraphs of plain text. What Get-Help cannot show is refused, not mangled.</summary>
internal static class Paragraphs
{
    public static IReadOnlyList<string> Of(PageOutline page, IEnumerable<Block> blocks) =>
        [.. blocks.SelectMany(block => Of(page, block, indent: ""))];

    /// <summary>The text of a code block, without the blank lines around it.</summary>
    public static string CodeOf(CodeBlock block) => block.Lines.ToString().Trim('\r', '\n').Replace("\r\n", "\n", StringComparison.Ordinal);

    private static IEnumerable<string> Of(PageOutline page, Block block, string indent) => block switch
    {
        ParagraphBlock paragraph => [Indented(PlainText.Of(paragraph.Inline), indent)],
        CodeBlock code => [Indented(CodeOf(code), indent)],
        ListBlock list => OfList(page, list, indent),
        HtmlBlock { Type: HtmlBlockType.Comment } => [],
        LinkReferenceDefinitionGroup => [],
        _ => throw page.Problem(block.Line + 1, $"Get-Help cannot show this kind of text ({block.GetType().Name}); use paragraphs, lists and code."),
    };

    /// <summary>A list is one paragraph with a line for each item: blank lines between would tear it apart on the screen.</summary>
    private static IEnumerable<string> OfList(PageOutline page, ListBlock list, string indent)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        var lines = new List<string>();
        foreach (var item in list.Cast<ListItemBlock>())
        {
            var mark = list.IsOrdered ? $"{number++}. " : "- ";
            var parts = item.SelectMany(block => Of(page, block, indent + new string(' ', mark.Length))).ToArray();
            if (parts.Length == 0) continue;
            parts[0] = indent + mark + parts[0].TrimStart();
            lines.AddRange(parts);
        }
        return [string.Join('\n', lines)];
    }

    private static string Indented(string text, string indent) =>
        indent.Length == 0 ? text : indent + text.Replace("\n", "\n" + indent, StringComparison.Ordinal);
}
