using System.Management.Automation;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes durations with their units, as <c>5d</c> or <c>4h</c>, beside what .NET takes. A bare number is refused: it would be one of ten millionths of a second.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is string text && RelayQuantity.Duration(text) is { } duration) return duration;
        if (value is int or long or double or decimal || (value is string bare && !bare.Contains(':', StringComparison.Ordinal)))
            throw new ArgumentTransformationMetadataException($"'{PlainText.Excerpt($"{value}")}' is no duration. Write 5d, 4h, 30m or 90s, or give a TimeSpan.");
        return inputData;
    }
}
