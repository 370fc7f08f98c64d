using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes objects where text is wanted: what stands for them as an argument. Text, and what nothing is known of, stays as it is.</summary>
public abstract class ObjectToTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null) return null;
        var value = PSObject.AsPSObject(inputData);
        if (value.BaseObject is not object[] items) return TextOf(value) is { } text ? new[] { text } : inputData;
        var texts = Array.ConvertAll(items, item => item is null ? null : TextOf(PSObject.AsPSObject(item)));
        return texts.Any(text => text is not null)
            ? items.Select((item, n) => texts[n] ?? LanguagePrimitives.ConvertTo<string>(item)).ToArray()
            : inputData;
    }

    /// <summary>The text that stands for an object; null where it has none.</summary>
    protected abstract string? TextOf(PSObject item);
}
