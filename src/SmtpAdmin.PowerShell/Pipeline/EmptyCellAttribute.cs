using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes an empty cell of a table for nothing given. <see cref="RecordCmdlet{TRequest, TMade}"/> refuses an empty argument, which mostly is a variable that was never set.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmptyCellAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => IsEmpty(inputData) ? null : inputData;

    /// <summary>Whether it is nothing, as databases have it too, spaces alone, or a list of nothing else.</summary>
    internal static bool IsEmpty(object? value) => value is null || PSObject.AsPSObject(value).BaseObject switch
    {
        DBNull => true,
        string text => string.IsNullOrWhiteSpace(text),
        var other => LanguagePrimitives.GetEnumerable(other) is { } items && items.Cast<object?>().All(IsEmpty),
    };
}
