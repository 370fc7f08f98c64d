using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Marks an object without a text of its own, such as a credential, so that the name of its type is not taken for a domain.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MailFromAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Marked(inputData) ?? inputData;

    /// <summary>What no address can look like, in the place of an object; null for anything that has a text.</summary>
    internal static string? Marked(object? value) =>
        value is not null && PSObject.AsPSObject(value).BaseObject is var item and not string && item.ToString() == item.GetType().FullName ? $"@{{{item.GetType().Name}}}" : null;
}
