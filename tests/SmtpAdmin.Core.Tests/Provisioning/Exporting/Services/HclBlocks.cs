using System.Text.RegularExpressions;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;

/// <summary>A reader of HCL as far as exports go, a line at a time: blocks, attributes, and an object as an attribute.</summary>
internal static partial class HclBlocks
{
    /// <summary>A block or an object; what is within another has that one's type before its own.</summary>
    public sealed record Block(string Type, string Name, List<(string Name, string Value)> Values);

    public static List<Block> Read(string text)
    {
        var (all, open) = (new List<Block>(), new Stack<Block>());
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (line == "}") open.Pop();
            else if (Head().Match(line) is { Success: true } head) Open(head.Groups[1].Value, head.Groups[2].Value is "=" ? "object" : "block", head.Groups[3].Value.Replace("\"", "", StringComparison.Ordinal).Trim().Split(' '));
            else if (Attribute().Match(line) is { Success: true } attribute) open.Peek().Values.Add((attribute.Groups[1].Value, attribute.Groups[2].Value));
            else Assert.Fail($"This is no line of HCL: {line}");
        }
        Assert.Empty(open);
        return all;

        void Open(string word, string kind, string[] labels)
        {
            if (open.TryPeek(out var outer)) outer.Values.Add((word, $"<{kind}>"));
            var block = new Block(outer is not null ? $"{outer.Type}.{word}" : word == "resource" ? labels[0] : word, outer is not null ? "" : labels[^1], []);
            all.Add(block);
            open.Push(block);
        }
    }

    public static string KindOf(string expression) => expression switch
    {
        "<block>" => "block",
        "<object>" => "object",
        ['"', ..] => "string",
        ['[', ..] => "list",
        _ when expression.All(char.IsAsciiDigit) => "number",
        _ when expression.StartsWith("var.", StringComparison.Ordinal) => "reference",
        _ => "word",
    };

    [GeneratedRegex("""^([a-z_]+)\s*(=?)\s*((?:"[^"]*"\s*)*)\{$""")]
    private static partial Regex Head();

    [GeneratedRegex("""^([a-z_0-9]+)\s*=\s*(.+)$""")]
    private static partial Regex Attribute();
}
