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
    private const int Told = 80; // characters

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null) return null;
        var value = PSObject.AsPSObject(inputData);
        if (value.BaseObject is not object[] items) return Text(value) is { } text ? new[] { text } : inputData;
        var texts = Array.ConvertAll(items, item => item is null ? null : Text(PSObject.AsPSObject(item)));
        return texts.Any(text => text is not null)
            ? items.Select((item, n) => texts[n] ?? LanguagePrimitives.ConvertTo<string>(item)).ToArray()
            : inputData;
    }

    /// <summary>The text that stands for an object; null where it has none.</summary>
    protected abstract string? TextOf(PSObject item);

    /// <summary>Why a text that stands for an object cannot be used; null for any other text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">The names of the properties that are taken.</param>
    internal static string? Problem(string text, params string[] names)
    {
        if (!text.StartsWith(Mark, StringComparison.Ordinal)) return null;
        var shown = new string([.. (text.Length > Told ? $"{text[..Told]}..." : text).Select(character => char.IsControl(character) ? ' ' : character)]);
        return $"The object {shown} has nothing in the properties that are taken: {string.Join(", ", names)}. Give one of its own that name: Select-Object @{{ n = '{names[0]}'; e = '...' }}.";
    }

    private string? Text(PSObject item)
    {
        if (TextOf(item) is { } known) return known;
        if (item.BaseObject is string or Uri or ValueType or ScriptBlock or IEnumerable and not IDictionary) return null;
        var values = names.Select(name => ValueOf(item, name)?.ToString()).OfType<string>().ToList();
        if (values.Count > 0) return values.Find(value => value.Length > 0) ?? ""; // an empty cell is as an empty line
        var own = item.BaseObject switch
        {
            IDictionary table => table.Keys.Cast<object>().Select(key => $"{key}"),
            PSCustomObject => item.Properties.Select(property => property.Name),
            var other => [other.GetType().Name],
        };
        return $"{Mark}{string.Join("; ", own)}}}";
    }

    private static object? ValueOf(PSObject item, string name) => item.BaseObject is IDictionary table ? table[name] : item.Properties[name]?.Value;
}
