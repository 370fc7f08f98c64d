using System.Management.Automation;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes durations as <c>2h</c> and <c>3d</c> too. A bare number is refused: the shell would take it for so many ten-millionths of a second.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null || PSObject.AsPSObject(inputData).BaseObject is TimeSpan) return inputData;
        // The shell takes 2d for a decimal number, and remembers how it was written.
        return RelayDuration.TryParse(LanguagePrimitives.ConvertTo<string>(inputData), out var duration, out var problem) ? duration : throw new ArgumentTransformationMetadataException(problem);
    }
}
