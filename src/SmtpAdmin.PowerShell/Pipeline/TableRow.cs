using System.Collections;
using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A row of a table whose cells are parameters, as it came through the pipeline. The shell binds the cells of objects alone: of a hashtable, and of a list of rows, it takes none.</summary>
internal sealed class TableRow
{
    private readonly PSObject _input;
    private readonly IReadOnlyList<TableColumn> _columns;
    private readonly IReadOnlyList<PSObject> _rows;
    private readonly string? _remedy; // where the shell binds no cells

    /// <summary>Looks at what came.</summary>
    /// <param name="input">What came.</param>
    /// <param name="columns">The columns that the cmdlet takes.</param>
    public TableRow(PSObject input, IReadOnlyList<TableColumn> columns)
    {
        var several = LanguagePrimitives.GetEnumerable(input.BaseObject);
        _input = input;
        _columns = columns;
        _rows = several is null ? [RowOf(input)] : [.. several.Cast<object?>().OfType<object>().Select(RowOf)];
        if (several is not null) _remedy = "a list of rows. Pipe its rows one by one.";
        else if (input.BaseObject is IDictionary) _remedy = "a hashtable. Make an object of it: [pscustomobject]@{ ... }.";
    }

    /// <summary>The domains that it names, and what stands for an object that has no property for one.</summary>
    /// <exception cref="GetValueException">It cannot be read.</exception>
    public IReadOnlyList<string> Domains => [.. InputLines.Of(LanguagePrimitives.ConvertTo<string[]>(new SpfDomainsAttribute().Transform(null!, _input)))];

    /// <summary>Whether it has a column that is taken, be its cell empty.</summary>
    public bool HasColumns => _rows.Any(row => _columns.Any(column => column.IsIn(row)));

    /// <summary>Whether there is something in it. Of an object that is no row, only what a column is for counts.</summary>
    /// <exception cref="GetValueException">It cannot be read.</exception>
    public bool IsFilled => _rows.Any(row => row.BaseObject is PSCustomObject ? row.Properties.Any(cell => !EmptyCellAttribute.IsEmpty(cell.Value)) : _columns.Any(column => column.IsFilled(row)));

    /// <summary>Columns of a table that are not read, but differ from one that is by a slip or two of the hand; what was meant.</summary>
    public IEnumerable<(string Column, string Meant)> Misspelled =>
        from row in _rows
        where row.BaseObject is PSCustomObject
        from cell in row.Properties
        where !_columns.Any(column => column.IsNamed(cell.Name)) && !SpfDomainsAttribute.Names.Contains(cell.Name, StringComparer.OrdinalIgnoreCase)
        from meant in NearestWords.Find(cell.Name, _columns.Select(column => column.Name), 1)
        select (cell.Name, meant);

    /// <summary>What is wrong with its cells, and what to do about it, in sentences; null where the shell took all of them.</summary>
    /// <param name="command">The cmdlet, with the row bound to it.</param>
    /// <param name="arguments">The parameters that were given beside the table, whose columns do not count.</param>
    /// <param name="subject">What the row is about.</param>
    /// <exception cref="GetValueException">It has a cell that cannot be read.</exception>
    public string? Problem(Cmdlet command, IReadOnlySet<string> arguments, string subject)
    {
        var shown = PlainText.Excerpt(subject);
        foreach (var column in _columns.Where(column => !arguments.Contains(column.Name)))
        {
            if (_remedy is null && column.Problem(command, _input, shown) is { } problem) return problem;
            if (_remedy is not null && _rows.Any(column.IsFilled)) return $"The column {column.Name} of {shown} is not read, for it is in {_remedy}";
        }
        return null;
    }

    /// <summary>An object of its own for a hashtable, whose keys differ from the columns in case, whatever the table itself makes of that.</summary>
    private static PSObject RowOf(object item)
    {
        var row = PSObject.AsPSObject(item);
        if (row.BaseObject is not IDictionary table) return row;
        row = new PSObject();
        foreach (DictionaryEntry entry in table)
        {
            if (entry.Key is string { Length: > 0 } name && row.Properties[name] is null) row.Properties.Add(new PSNoteProperty(name, entry.Value));
        }
        return row;
    }
}
