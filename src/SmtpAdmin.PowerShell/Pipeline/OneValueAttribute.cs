using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Refuses several values for a parameter that takes one, in words; the shell only says that it cannot convert them.</summary>
/// <param name="reason">Why there is one, as a sentence.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneValueAttribute(string reason) : ArgumentTransformationAttribute
{
    /// <summary>Why there is one.</summary>
    public string Reason { get; } = reason;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        LanguagePrimitives.GetEnumerable(inputData) is { } several && several.Cast<object?>().Skip(1).Any() ? throw new ArgumentTransformationMetadataException(Reason) : inputData;
}
