using System.Management.Automation;
using SmtpAdmin.Spf;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes the last word of a record as it stands there too: <c>-all</c>, <c>~all</c>, <c>?all</c>, <c>+all</c>, or the sign alone.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SpfAllAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null || PSObject.AsPSObject(inputData).BaseObject is not string text) return inputData;
        if (SpfQualifierText.Find(text) is { } qualifier) return qualifier;
        // The shell takes a beginning of a name for the name.
        if (text.Length > 0 && Enum.GetNames<SpfQualifier>().Any(name => name.StartsWith(text, StringComparison.OrdinalIgnoreCase))) return text;
        throw new ArgumentTransformationMetadataException($"'{PlainText.Excerpt(text)}' is no last word of a record. Give Fail (-all), SoftFail (~all) or Neutral (?all).");
    }
}
