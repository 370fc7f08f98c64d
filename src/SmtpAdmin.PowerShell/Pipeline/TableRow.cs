using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A row of a table whose cells are parameters. The shell passes over a cell that it cannot convert, and says nothing of that.</summary>
internal static class TableRow
{
    /// <summary>Whether it is a row with something in it.</summary>
    public static bool HasCells(PSObject? row) =>
        row?.BaseObject is PSCustomObject && row.Properties.Any(cell => cell.Value is not null && !EmptyCellAttribute.IsEmpty(cell.Value));

    /// <summary>What is wrong with the cells of a row, and what to do about it, in sentences; null where all of its cells can be used.</summary>
    /// <param name="command">The cmdlet whose parameters the columns are.</param>
    /// <param name="arguments">The parameters that were given beside the table, whose columns do not count.</param>
    /// <param name="row">The row; null where there is none.</param>
    /// <param name="subject">What the row is about.</param>
    public static string? Problem(Type command, IReadOnlySet<string> arguments, PSObject? row, string subject)
    {
        foreach (var parameter in row is null ? [] : command.GetProperties().Where(IsColumn).Where(parameter => !arguments.Contains(parameter.Name)))
        {
            var names = parameter.GetCustomAttribute<AliasAttribute>()?.AliasNames.Prepend(parameter.Name) ?? [parameter.Name];
            foreach (var cell in names.Select(name => row!.Properties[name]?.Value).OfType<object>())
            {
                if (Remedy(parameter, cell) is not { } remedy) continue;
                return $"The column {parameter.Name} of {PlainText.Excerpt(subject)} holds '{PlainText.Excerpt(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")}', which cannot be used. {remedy}";
            }
        }
        return null;
    }

    private static bool IsColumn(PropertyInfo property) => property.GetCustomAttributes<ParameterAttribute>().Any(parameter => parameter.ValueFromPipelineByPropertyName);

    /// <summary>Does with a cell what the shell does.</summary>
    private static string? Remedy(PropertyInfo parameter, object cell)
    {
        try
        {
            var value = parameter.GetCustomAttributes<ArgumentTransformationAttribute>().Aggregate((object?)cell, (given, attribute) => attribute.Transform(null!, given!));
            if (value is null || LanguagePrimitives.TryConvertTo(value, parameter.PropertyType, CultureInfo.InvariantCulture, out _)) return null;
        }
        catch (ArgumentTransformationMetadataException exception)
        {
            return exception.Message;
        }
        var type = Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType;
        return type.IsEnum ? $"Write one of {string.Join(", ", Enum.GetNames(type))}, or nothing." : "Write what the parameter takes, or nothing.";
    }
}
