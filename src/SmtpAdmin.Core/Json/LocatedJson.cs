using System.Text.Json;

namespace SmtpAdmin;

/// <summary>A JSON value that knows where it stands.</summary>
internal sealed class LocatedJson
{
    private Dictionary<string, LocatedJson>? _byName; // made at the first question: a hostile object has many properties

    /// <summary>The offset of its first octet.</summary>
    public required int Offset { get; init; }

    /// <summary>The offset behind its last octet, known once it has been read.</summary>
    public int End { get; set; }

    public required JsonValueKind Kind { get; init; }

    /// <summary>A string's text.</summary>
    public string Text { get; init; } = "";

    /// <summary>An object's properties, each name once.</summary>
    public IReadOnlyList<LocatedMember> Members { get; init; } = [];

    /// <summary>An array's values.</summary>
    public IReadOnlyList<LocatedJson> Items { get; init; } = [];

    /// <summary>A property's value; null when the object lacks it.</summary>
    public LocatedJson? this[string name] =>
        (_byName ??= Members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)).GetValueOrDefault(name);

    /// <summary>The texts of an array of strings.</summary>
    public IEnumerable<string> Texts => Items.Select(item => item.Text);
}
