using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmtpAdmin;

/// <summary>A JSON Schema, as far as ours go: see <see cref="JsonSchemaReader"/> for the keywords.</summary>
internal sealed record JsonSchema
{
    /// <summary>What the value is for, as a sentence; told to whoever writes one that does not do.</summary>
    public string Description { get; init; } = "";

    /// <summary>The kinds that do, in the schema's words; empty where any does.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The texts that do; null where others do too.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>What a text has to match.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>Texts that do, to be shown.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    public int MinLength { get; init; }

    public int MaxLength { get; init; } = int.MaxValue;

    /// <summary>The least that a whole number may be.</summary>
    public long Minimum { get; init; } = long.MinValue;

    /// <summary>The most that a whole number may be.</summary>
    public long Maximum { get; init; } = long.MaxValue;

    public int MinItems { get; init; }

    public int MaxItems { get; init; } = int.MaxValue;

    public bool UniqueItems { get; init; }

    /// <summary>What an array's values have to be.</summary>
    public JsonSchema? Items { get; init; }

    /// <summary>What an object's properties have to be, in the schema's order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonSchema>> Properties { get; init; } = [];

    /// <summary>The properties that an object must have.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>An object may have no other properties.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The schema's word for a kind.</summary>
    public static string TypeOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Null => "null",
        JsonValueKind.Number => "number",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => "object",
    };
}
