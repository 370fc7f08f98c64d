using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmtpAdmin;

/// <summary>
/// Reads the part of JSON Schema (draft 2020-12) that our schemas use: type, enum of texts, pattern, lengths, the bounds of whole numbers, items, properties, required,
/// additionalProperties as false, and references to $defs. A keyword that it does not know is refused: a rule that editors hold a file
/// against and we do not would be worse than none.
/// </summary>
internal static class JsonSchemaReader
{
    private static readonly string[] KnownTypes = ["object", "array", "string", "boolean", "null", "integer"];

    /// <summary>Reads a schema that is embedded.</summary>
    /// <exception cref="InvalidOperationException">It uses a keyword that is not known here, or in another way.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonSchema Read(Stream schema)
    {
        using var document = JsonDocument.Parse(schema);
        return Read(document.RootElement, document.RootElement);
    }

    private static JsonSchema Read(JsonElement element, JsonElement root)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Odd($"a schema that is no object: {element}");
        var schema = element.TryGetProperty("$ref", out var reference) ? Read(Definition(reference.GetString() ?? "", root), root) : new JsonSchema();
        foreach (var keyword in element.EnumerateObject()) schema = With(schema, keyword, root);
        return schema;
    }

    private static JsonSchema With(JsonSchema schema, JsonProperty keyword, JsonElement root)
    {
        var value = keyword.Value;
        return keyword.Name switch
        {
            "$schema" or "$id" or "$comment" or "$defs" or "$ref" or "title" or "default" => schema,
            "description" => schema with { Description = value.GetString() ?? "" },
            "examples" => schema with { Examples = Texts(value) },
            "type" => schema with { Types = TypesOf(value) },
            "enum" => schema with { Values = Texts(value) },
            "pattern" => schema with { Pattern = PatternOf(value.GetString() ?? "") },
            "minLength" => schema with { MinLength = value.GetInt32() },
            "maxLength" => schema with { MaxLength = value.GetInt32() },
            "minimum" => schema with { Minimum = value.GetInt64() },
            "maximum" => schema with { Maximum = value.GetInt64() },
            "minItems" => schema with { MinItems = value.GetInt32() },
            "maxItems" => schema with { MaxItems = value.GetInt32() },
            "uniqueItems" => schema with { UniqueItems = value.GetBoolean() },
            "items" => schema with { Items = Read(value, root) },
            "properties" => schema with { Properties = [.. value.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Read(property.Value, root)))] },
            "required" => schema with { Required = Texts(value) },
            "additionalProperties" when value.ValueKind == JsonValueKind.False => schema with { IsClosed = true },
            _ => throw Odd($"'{keyword.Name}': {value}"),
        };
    }

    private static JsonElement Definition(string reference, JsonElement root) =>
        reference.StartsWith("#/$defs/", StringComparison.Ordinal)
            && root.TryGetProperty("$defs", out var definitions) && definitions.TryGetProperty(reference[8..], out var definition)
            ? definition
            : throw Odd($"the reference '{reference}'");

    private static IReadOnlyList<string> TypesOf(JsonElement value)
    {
        var types = value.ValueKind == JsonValueKind.Array ? Texts(value) : [value.GetString() ?? ""];
        return types.All(KnownTypes.Contains) ? types : throw Odd($"the type {value}");
    }

    /// <summary>
    /// Runs in linear time, whatever a file holds. Written as ECMA-262 has it: there the dollar is the end of the text, here also the end of its
    /// last line; and classes such as \d mean other characters here, so patterns have to do without.
    /// </summary>
    private static Regex PatternOf(string pattern)
    {
        if (!pattern.StartsWith('^') || !pattern.EndsWith('$') || pattern[..^1].Contains('$', StringComparison.Ordinal)) throw Odd($"a pattern that is not of the whole text: {pattern}");
        if (Regex.IsMatch(pattern, @"\\[A-Za-z]", RegexOptions.NonBacktracking)) throw Odd($"a class of characters by its letter: {pattern}");
        return new Regex($@"{pattern[..^1]}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    private static IReadOnlyList<string> Texts(JsonElement values) => [.. values.EnumerateArray().Select(value => value.GetString() ?? throw Odd($"{values}"))];

    private static InvalidOperationException Odd(string what) => new($"The schema uses what is not known here: {what}.");
}
