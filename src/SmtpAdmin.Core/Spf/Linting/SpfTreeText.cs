using System.Text;

namespace SmtpAdmin.Spf;

/// <summary>Draws a tree with box characters, so that it can be read at 80 columns, with room for a label before it.</summary>
internal static class SpfTreeText
{
    private const int Width = 64;
    private const int Narrowest = 16;

    public static string Draw(SpfTreeNode root)
    {
        var text = new StringBuilder();
        AddLine(text, "", root);
        Add(text, "", root.Children);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string indent, IReadOnlyList<SpfTreeNode> nodes)
    {
        for (var at = 0; at < nodes.Count; at++)
        {
            var isLast = at == nodes.Count - 1;
            text.Append('\n');
            AddLine(text, indent + (isLast ? "└─ " : "├─ "), nodes[at]);
            Add(text, indent + (isLast ? "   " : "│  "), nodes[at].Children);
        }
    }

    private static void AddLine(StringBuilder text, string indent, SpfTreeNode node)
    {
        var note = node.Note.Length > 0 ? $"  [{node.Note}]" : "";
        text.Append(indent).Append(PlainText.Excerpt(node.Text, Math.Max(Narrowest, Width - indent.Length - note.Length))).Append(note);
    }
}
