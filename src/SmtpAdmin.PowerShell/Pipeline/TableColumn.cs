using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A parameter that a column of a table is for.</summary>
internal sealed class TableColumn
{
    private readonly PropertyInfo _parameter;
    private readonly IReadOnlyList<string> _names; // in the order in which the shell looks for them

    private TableColumn(PropertyInfo parameter)
    {
        _parameter = parameter;
        _names = [parameter.Name, .. parameter.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []];
    }

    /// <summary>The name of the parameter.</summary>
    public string Name => _parameter.Name;

    /// <summary>The columns that a cmdlet takes beside what a row is about, which may be piped by itself.</summary>
    public static IReadOnlyList<TableColumn> Of(Type command) =>
        [.. command.GetProperties().Where(property => property.GetCustomAttributes<ParameterAttribute>().Any(parameter => parameter is { ValueFromPipelineByPropertyName: true, ValueFromPipeline: false })).Select(property => new TableColumn(property))];

    /// <summary>Whether it is one of the names of the column.</summary>
    public bool IsNamed(string name) => _names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a row has the column, under one of its names.</summary>
    public bool IsIn(PSObject row) => _names.Any(name => row.Properties[name] is not null);

    /// <summary>Whether a row has something in the column.</summary>
    /// <exception cref="GetValueException">It cannot be read.</exception>
    public bool IsFilled(PSObject row) => _names.Any(name => !EmptyCellAttribute.IsEmpty(row.Properties[name]?.Value));

    /// <summary>Why what the shell bound is not what a row holds, and what to do about it, in sentences; null where it is.</summary>
    /// <param name="command">The cmdlet, with the row bound to it.</param>
    /// <param name="row">The row.</param>
    /// <param name="subject">What the row is about, fit to be shown.</param>
    /// <exception cref="GetValueException">The row has a cell that cannot be read.</exception>
    public string? Problem(Cmdlet command, PSObject row, string subject)
    {
        string[] present = [.. _names.Where(name => row.Properties[name] is not null)];
        if (present.Skip(1).FirstOrDefault(name => !EmptyCellAttribute.IsEmpty(row.Properties[name].Value)) is { } second)
            return $"The columns {present[0]} and {second} of {subject} are for the same parameter, and the shell reads the first alone. Leave one of them out.";
        var cell = present.Length > 0 ? row.Properties[present[0]].Value : null;
        if (EmptyCellAttribute.IsEmpty(cell) || Remedy(_parameter.GetValue(command), cell!) is not { } remedy) return null;
        return $"The column {Name} of {subject} holds {Shown(cell!)}, which cannot be used. {remedy}";
    }

    /// <summary>What to write in place of a cell that was not taken. The shell says nothing of one that it cannot convert: the parameter then is as if the cell were empty.</summary>
    private string? Remedy(object? bound, object cell)
    {
        object? read;
        try
        {
            read = _parameter.GetCustomAttributes<ArgumentTransformationAttribute>().Aggregate((object?)cell, (given, attribute) => attribute.Transform(null!, given!));
        }
        catch (ArgumentTransformationMetadataException exception)
        {
            return exception.Message;
        }
        var isTaken = bound switch
        {
            null => false,
            SwitchParameter isSet => isSet || read is false,
            string[] texts => !EmptyCellAttribute.IsEmpty(texts),
            Enum value => $"{value}".Equals($"{cell}".Trim(), StringComparison.OrdinalIgnoreCase) || IsNumberOf(value, cell), // the shell takes '2' too, and of several names their sum
            _ => true,
        };
        if (isTaken) return null;
        var type = Nullable.GetUnderlyingType(_parameter.PropertyType) ?? _parameter.PropertyType;
        return type.IsEnum ? $"Write one of {string.Join(", ", Enum.GetNames(type))}, or nothing." : "Write what the parameter takes, or nothing.";
    }

    /// <summary>ConvertTo-Json writes numbers for names.</summary>
    private static bool IsNumberOf(Enum value, object cell) =>
        PSObject.AsPSObject(cell).BaseObject is int or long && Convert.ToInt64(cell, CultureInfo.InvariantCulture) == Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static string Shown(object cell) => PSObject.AsPSObject(cell).BaseObject switch
    {
        IDictionary => "a hashtable",
        var value when LanguagePrimitives.GetEnumerable(value) is not null => "a list",
        var value => $"'{PlainText.Excerpt(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}'",
    };
}
