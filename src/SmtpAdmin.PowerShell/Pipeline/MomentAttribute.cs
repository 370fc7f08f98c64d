using System.Management.Automation;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes moments as <c>2h</c> or a TimeSpan too: so long ago. What else there is, the shell converts.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MomentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null) return null;
        var now = TimeProvider.System.GetUtcNow();
        if (PSObject.AsPSObject(inputData).BaseObject is TimeSpan ago) return now - ago;
        if (PSObject.AsPSObject(inputData).BaseObject is DateTime or DateTimeOffset) return inputData;
        var text = LanguagePrimitives.ConvertTo<string>(inputData); // of 2d, a decimal number to the shell, as it was written
        if (RelayDuration.TryParse(text, out var duration, out _)) return now - duration;
        return LanguagePrimitives.TryConvertTo<DateTimeOffset>(text, out var moment)
            ? moment
            : throw new ArgumentTransformationMetadataException($"'{PlainText.Excerpt(text)}' is no time. Give one as 2026-11-21T08:00 or (Get-Date).AddHours(-2), or how long ago as 2h or 3d.");
    }
}
