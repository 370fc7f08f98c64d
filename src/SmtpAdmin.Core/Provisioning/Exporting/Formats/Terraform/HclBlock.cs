using System.Text;

namespace SmtpAdmin.Provisioning;

/// <summary>A block of HCL in the layout of <c>terraform fmt</c>: the signs of equality of attributes that stand together are below each other.</summary>
internal sealed class HclBlock
{
    private const string Indent = "  ";

    private readonly string _head;
    private readonly List<(string Name, string Expression)> _attributes = [];
    private readonly List<HclBlock> _blocks = [];

    private HclBlock(string head) => _head = head;

    /// <summary>A block.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="labels">Its labels.</param>
    public static HclBlock Of(string type, params string[] labels) => new(string.Concat(labels.Select(label => $" {HclText.Quote(label)}").Prepend(type)));

    /// <summary>The same with an attribute.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expression">Its value, an expression of the language.</param>
    public HclBlock With(string name, string expression)
    {
        _attributes.Add((name, expression));
        return this;
    }

    /// <summary>The same with a block inside.</summary>
    public HclBlock With(HclBlock block)
    {
        _blocks.Add(block);
        return this;
    }

    /// <summary>The same with an object as an attribute, a line for each part.</summary>
    public HclBlock WithObject(string name, params (string Name, string Expression)[] parts)
    {
        var width = parts.Max(part => part.Name.Length);
        return With(name, $"{{\n{string.Concat(parts.Select(part => $"{Indent}{Indent}{part.Name.PadRight(width)} = {part.Expression}\n"))}{Indent}}}");
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder(_head).Append(" {\n");
        // A value of several lines stands by itself: the layout does not put its sign below the others'.
        var width = _attributes.Where(attribute => !attribute.Expression.Contains('\n', StringComparison.Ordinal)).Select(attribute => attribute.Name.Length).DefaultIfEmpty().Max();
        foreach (var (name, expression) in _attributes)
            text.Append(Indent).Append(expression.Contains('\n', StringComparison.Ordinal) ? name : name.PadRight(width)).Append(" = ").Append(expression).Append('\n');
        foreach (var block in _blocks) text.Append('\n').Append(Indent).Append(block.ToString().TrimEnd('\n').Replace("\n", $"\n{Indent}", StringComparison.Ordinal)).Append('\n');
        return text.Append("}\n").ToString();
    }
}
