using System.Globalization;
using System.Management.Automation;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes durations as <c>2h</c> and <c>7d</c>, and a bare number for so many seconds, where a standard counts in seconds; the shell would take it for so many ten-millionths of one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsOrDurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null || PSObject.AsPSObject(inputData).BaseObject is TimeSpan) return inputData;
        // The shell takes 2d for a decimal number, and remembers how it was written.
        var text = LanguagePrimitives.ConvertTo<string>(inputData);
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        return RelayDuration.TryParse(text, out var duration, out var problem) ? duration : throw new ArgumentTransformationMetadataException(problem);
    }
}
