using System.Globalization;
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

    /// <summary>A string's text; a number as it is written.</summary>
    public string Text { get; init; } = "";

    /// <summary>An object's properties, each name once.</summary>
    public IReadOnlyList<LocatedMember> Members { get; init; } = [];

    /// <summary>An array's values.</summary>
    public IReadOnlyList<LocatedJson> Items { get; init; } = [];

    /// <summary>A property's value; null when the object lacks it.</summary>
    public LocatedJson? this[string name] =>
        (_byName ??= Members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)).GetValueOrDefault(name);

    /// <summary>A whole number's value; null for any other value, and for a number that no setting could have.</summary>
    public long? Whole =>
        Kind == JsonValueKind.Number && decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : null;

    /// <summary>The texts of an array of strings.</summary>
    public IEnumerable<string> Texts => Items.Select(item => item.Text);

    /// <summary>The value at a path as <see cref="JsonPath"/> writes it, or the nearest one around it that is there.</summary>
    public LocatedJson Nearest(string path)
    {
        var value = this;
        foreach (var part in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            var inner = part.EndsWith(']')
                ? int.TryParse(part.AsSpan(0, part.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? value.Items.ElementAtOrDefault(at) : null
                : value[part];
            if (inner is null) return value;
            value = inner;
        }
        return value;
    }
}
