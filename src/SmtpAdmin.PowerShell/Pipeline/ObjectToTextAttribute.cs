using System.Collections;
using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>
/// Takes objects where text is wanted: what stands for them as an argument, or else the first property of some names that has a value. Text
/// and single values stay as they are.
/// </summary>
/// <param name="names">The names of properties that are taken.</param>
public abstract class ObjectToTextAttribute(params string[] names) : ArgumentTransformationAttribute
{
    // As PowerShell writes an object: no text that is taken looks like it. A refusal within a transformation would not be told:
    // the shell only says then that nothing could be bound.
    private const string Mark = "@{";

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null or string[]) return inputData;
        if (LanguagePrimitives.GetEnumerable(inputData) is not { } items) return Texts(PSObject.AsPSObject(inputData)) ?? inputData;
        var texts = new List<string?>();
        foreach (var item in items)
        {
            if (item is null) texts.Add(null);
            else if (Texts(PSObject.AsPSObject(item)) is { } several) texts.AddRange(several);
            else texts.Add(LanguagePrimitives.ConvertTo<string>(item));
        }
        return texts.ToArray();
    }

    /// <summary>The text that stands for an object; null where it has none.</summary>
    protected abstract string? TextOf(PSObject item);

    /// <summary>Why a text that stands for an object cannot be used; null for any other text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">The names of the properties that are taken.</param>
    internal static string? Problem(string text, params string[] names)
    {
        if (!text.StartsWith(Mark, StringComparison.Ordinal)) return null;
        return $"The object {PlainText.Excerpt(text)} has nothing in the properties that are taken: {string.Join(", ", names)}. Give one of its own that name: Select-Object @{{ n = '{names[0]}'; e = '...' }}.";
    }

    /// <summary>The texts that stand for an object; null where it is none that has properties to be looked at.</summary>
    private string[]? Texts(PSObject item)
    {
        if (TextOf(item) is { } known) return [known];
        if (item.BaseObject is string or Uri or ValueType or ScriptBlock || LanguagePrimitives.GetEnumerable(item) is not null) return null;
        var values = names.Select(name => ValueOf(item, name)).OfType<object>().ToList();
        if (values.Count > 0) return values.Select(Parts).FirstOrDefault(parts => parts.Length > 0) ?? [""]; // an empty cell is as an empty line
        var own = item.BaseObject switch
        {
            IDictionary table => table.Keys.Cast<object>().Select(key => $"{key}"),
            PSCustomObject => item.Properties.Select(property => property.Name),
            var other => [other.GetType().Name],
        };
        return [$"{Mark}{string.Join("; ", own)}}}"];
    }

    /// <summary>What a property holds: one text, or several, as the addresses of a network adapter.</summary>
    private static string[] Parts(object value)
    {
        IEnumerable<object?> parts = LanguagePrimitives.GetEnumerable(value) is { } several ? several.Cast<object?>() : [value];
        return [.. parts.OfType<object>().Select(part => LanguagePrimitives.ConvertTo<string>(part)).Where(text => text.Length > 0)];
    }

    /// <summary>A table's keys need be no text, and may differ from the property in case, whatever the table itself makes of that.</summary>
    private static object? ValueOf(PSObject item, string name)
    {
        if (item.BaseObject is not IDictionary table) return item.Properties[name]?.Value;
        foreach (DictionaryEntry entry in table)
        {
            if (entry.Key is string key && key.Equals(name, StringComparison.OrdinalIgnoreCase)) return entry.Value;
        }
        return null;
    }
}
