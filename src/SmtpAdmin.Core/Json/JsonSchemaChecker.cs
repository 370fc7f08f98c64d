using System.Text.Json;

namespace SmtpAdmin;

/// <summary>Holds a JSON value against a schema, and tells everything that does not fit.</summary>
/// <param name="problems">Takes what does not fit.</param>
/// <param name="advice">What to do instead of properties that somebody may expect where there are none, by their names.</param>
internal sealed class JsonSchemaChecker(JsonProblems problems, IReadOnlyDictionary<string, string>? advice = null)
{
    private static readonly Dictionary<string, string> Articles = new(StringComparer.Ordinal)
    {
        ["object"] = "an object", ["array"] = "an array", ["string"] = "a string", ["boolean"] = "true or false", ["null"] = "null", ["number"] = "a number", ["integer"] = "a whole number",
    };

    /// <param name="value">The value.</param>
    /// <param name="schema">What it has to be.</param>
    /// <param name="path">The property whose value it is; empty for the whole.</param>
    public void Check(LocatedJson value, JsonSchema schema, string path)
    {
        var type = JsonSchema.TypeOf(value.Kind);
        var types = schema.Types.Count == 0 && schema.Values is not null ? ["string"] : schema.Types;
        if (types.Count > 0 && !types.Contains(value.Whole is null ? type : "integer") && !types.Contains(type))
        {
            var wanted = string.Join(" or ", types.Select(name => Articles[name]));
            problems.Add(value.Offset, path, $"This has to be {wanted}, and is {(type == "boolean" ? "true or false" : Articles[type])}.", schema.Description);
        }
        else if (value.Kind == JsonValueKind.Object) CheckObject(value, schema, path);
        else if (value.Kind == JsonValueKind.Array) CheckArray(value, schema, path);
        else if (value.Kind == JsonValueKind.String) CheckText(value, schema, path);
        else if (value.Whole is { } number) CheckNumber(number, value, schema, path);
    }

    private void CheckNumber(long number, LocatedJson value, JsonSchema schema, string path)
    {
        if (number < schema.Minimum) problems.Add(value.Offset, path, $"This is less than {schema.Minimum}.", schema.Description);
        else if (number > schema.Maximum) problems.Add(value.Offset, path, $"This is more than {schema.Maximum}.", schema.Description);
    }

    private void CheckObject(LocatedJson value, JsonSchema schema, string path)
    {
        foreach (var member in value.Members)
        {
            var known = schema.Properties.FirstOrDefault(property => property.Key == member.Name);
            if (known.Value is { } rule) Check(member.Value, rule, JsonPath.Of(path, member.Name));
            else if (schema.IsClosed) problems.Add(member.Offset, JsonPath.Of(path, member.Name), "There is no such property here.", problems.IsFull ? "" : Suggest(member.Name, schema, value));
        }
        foreach (var name in schema.Required.Where(name => value[name] is null))
            problems.Add(value.Offset, path, $"The property '{name}' is missing.", schema.Properties.FirstOrDefault(property => property.Key == name).Value?.Description ?? "");
    }

    private void CheckArray(LocatedJson value, JsonSchema schema, string path)
    {
        var count = value.Items.Count;
        if (count < schema.MinItems) problems.Add(value.Offset, path, count == 0 ? "This is empty." : $"This has {count} entries; there must be {schema.MinItems} at least.", schema.Description);
        if (count > schema.MaxItems) problems.Add(value.Offset, path, $"This has {count} entries; there may be {schema.MaxItems} at most.", schema.Description);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < count; at++)
        {
            var (item, own) = (value.Items[at], JsonPath.Of(path, at));
            if (schema.Items is { } rule) Check(item, rule, own);
            if (schema.UniqueItems && item.Kind == JsonValueKind.String && !texts.Add(item.Text)) problems.Add(item.Offset, own, "This stands here twice.", "Keep one of them.");
        }
    }

    private void CheckText(LocatedJson value, JsonSchema schema, string path)
    {
        var text = value.Text;
        var length = text.EnumerateRunes().Count(); // the schema counts characters, not UTF-16 units
        if (schema.Values is { } values)
        {
            if (values.Contains(text)) return;
            var nearest = NearestWords.Find(text, values, 1);
            problems.Add(value.Offset, path, $"'{PlainText.Excerpt(text)}' is none of the values that do.", nearest.Count > 0 ? $"Did you mean '{nearest[0]}'? {OneOf(values)}" : OneOf(values));
        }
        else if (length < schema.MinLength) problems.Add(value.Offset, path, length == 0 ? "This is empty." : $"This is shorter than {schema.MinLength} characters.", schema.Description);
        else if (length > schema.MaxLength) problems.Add(value.Offset, path, $"This is longer than {schema.MaxLength} characters.", schema.Description);
        // The text itself is not told again: it stands where the place says, and a zone may hold a key.
        else if (schema.Pattern is { } pattern && !pattern.IsMatch(text)) problems.Add(value.Offset, path, "This is not of the form that is wanted.", Form(schema));
    }

    private string Suggest(string name, JsonSchema schema, LocatedJson value)
    {
        if (advice?.GetValueOrDefault(name) is { } known) return known;
        var free = schema.Properties.Select(property => property.Key).Where(key => value[key] is null).ToList();
        var nearest = NearestWords.Find(name, free, 1);
        return nearest.Count > 0 ? $"Did you mean '{nearest[0]}'?" : $"There are: {string.Join(", ", schema.Properties.Select(property => property.Key))}.";
    }

    private static string OneOf(IReadOnlyList<string> values) => $"One of: {string.Join(", ", values)}.";

    private static string Form(JsonSchema schema) =>
        schema.Examples.Count == 0 ? schema.Description : $"{schema.Description} For example: {string.Join(", ", schema.Examples)}.".TrimStart();
}
