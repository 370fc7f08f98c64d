using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes an empty cell of a table for nothing given. <see cref="RecordCmdlet{TRequest, TMade}"/> refuses an empty argument, which mostly is a variable that was never set.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmptyCellAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => IsEmpty(inputData) ? null : inputData;

    /// <summary>Whether it is an empty text, or spaces alone.</summary>
    internal static bool IsEmpty(object? value) => value is not null && PSObject.AsPSObject(value).BaseObject is string text && string.IsNullOrWhiteSpace(text);
}
