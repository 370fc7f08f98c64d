using System.Globalization;
using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes the cells of a table for a switch: yes and no, true and false, one and zero, and an empty one for no. The shell takes no text for one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class YesOrNoAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (EmptyCellAttribute.IsEmpty(inputData)) return false; // a cell that is missing at the end of a row; the shell would take it for yes
        var plain = PSObject.AsPSObject(inputData!).BaseObject;
        if (plain is not string and not decimal && !plain.GetType().IsPrimitive) return inputData;
        var text = Convert.ToString(plain, CultureInfo.InvariantCulture) ?? "";
        return text.Trim().ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "Y" or "1" => true,
            "FALSE" or "NO" or "N" or "0" => false,
            _ => throw new ArgumentTransformationMetadataException($"'{PlainText.Excerpt(text)}' is neither yes nor no. Write true, false, yes or no."),
        };
    }
}
