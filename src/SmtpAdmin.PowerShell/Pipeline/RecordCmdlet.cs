using System.Management.Automation;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that makes a record for each domain.</summary>
/// <typeparam name="TRequest">What is asked for, of one domain.</typeparam>
/// <typeparam name="TMade">What is made.</typeparam>
public abstract class RecordCmdlet<TRequest, TMade> : DnsCmdlet<TRequest>
    where TMade : class
{
    private readonly HashSet<string> _arguments = new(StringComparer.OrdinalIgnoreCase); // what is not from the pipeline
    private IReadOnlyList<TableColumn> _columns = [];

    private readonly HashSet<string> _misspelled = new(StringComparer.OrdinalIgnoreCase); // each is told once

    /// <summary>The domains that are to publish the record.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("DomainName", "Name")]
    [SpfDomains]
    public string[] Domain { get; set; } = [];

    /// <summary>The row of a table that the other parameters are cells of. The shell passes over a cell that it cannot convert without a word, so it is looked at here.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Ask the DNS nothing.</summary>
    [Parameter]
    public SwitchParameter NoLookup { get; set; }

    /// <summary>What is asked for, of one domain.</summary>
    protected abstract TRequest RequestFor(string domain);

    /// <summary>Makes it; null where it was refused.</summary>
    protected abstract Task<TMade?> MakeAsync(TRequest request, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        _columns = TableColumn.Of(GetType());
        _arguments.UnionWith(MyInvocation.BoundParameters.Keys);
        foreach (var (name, value) in MyInvocation.BoundParameters)
        {
            if (value is null && GetType().GetProperty(name)?.IsDefined(typeof(EmptyCellAttribute), inherit: true) is true)
                ThrowTerminatingError(Errors.BadArgument("EmptyArgument", $"-{name} was given, and is empty. Give a value, or leave it out.", null));
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<TRequest> ReadItems()
    {
        try
        {
            return [.. Domains().Select(RequestFor)];
        }
        catch (GetValueException exception) // a property that is a script may throw anything
        {
            WriteError(Errors.BadArgument("BadCell", $"A row of the table cannot be read, so nothing was made of it. {PlainText.Excerpt(exception.Message)}. Mend that property, or leave it out.", InputObject));
            return [];
        }
    }

    /// <summary>The domains that a record is to be made for. What is wrong with the others is told.</summary>
    private IEnumerable<string> Domains()
    {
        var isGiven = _arguments.Contains(nameof(Domain));
        var row = InputObject is null ? null : new TableRow(InputObject, _columns);
        foreach (var (column, meant) in row?.Misspelled ?? [])
        {
            if (_misspelled.Add(column)) WriteWarning($"The column {PlainText.Excerpt(column)} is not read. Was {meant} meant?");
        }
        if (isGiven && MyInvocation.ExpectingInput && !IsBeside(row)) yield break;
        string[] domains = [.. InputDomains.Of(Domain, MyInvocation.ExpectingInput && !isGiven)];
        if (domains.Length == 0 && row is { IsFilled: true }) WriteError(Errors.BadArgument(nameof(RecordRefusalCode.BadDomain), "A row of the table has no domain, so nothing was made of it. Fill its column Domain, or leave the row out.", InputObject));
        foreach (var text in domains)
        {
            if (ObjectToTextAttribute.Problem(text, SpfDomainsAttribute.Names) is { } problem) WriteError(Errors.BadArgument(nameof(RecordRefusalCode.BadDomain), problem, text));
            else if (row?.Problem(this, _arguments, text) is { } bad) WriteError(Errors.BadArgument("BadCell", bad, text));
            else yield return text;
        }
    }

    /// <summary>Whether it is a row for the domains that were given as an argument. What is none is told, but for an empty line.</summary>
    private bool IsBeside(TableRow? row)
    {
        if (row is null) return false;
        if (row.Domains.FirstOrDefault(text => ObjectToTextAttribute.Problem(text, SpfDomainsAttribute.Names) is null) is { } domain)
        {
            WriteError(Errors.BadArgument("DomainTwice", $"{PlainText.Excerpt(domain)} came through the pipeline, but -Domain was given too. Leave -Domain out, or pipe nothing that names a domain.", InputObject));
            return false;
        }
        if (row.HasColumns) return true;
        if (row.Domains.Count > 0) WriteError(Errors.BadArgument("NoColumn", $"The object {PlainText.Excerpt(row.Domains[0])} has nothing that is taken beside -Domain. Its columns may be {string.Join(", ", _columns.Select(column => column.Name))}.", InputObject));
        return false;
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<TRequest> items, CancellationToken cancellationToken)
    {
        await foreach (var request in items.ConfigureAwait(false))
        {
            if (await MakeAsync(request, cancellationToken).ConfigureAwait(false) is { } made) await EmitAsync(made, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What was made; null where it was refused, and the reasons are told as errors.</summary>
    protected async Task<TMade?> MadeAsync(RecordBuild<TMade> build, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(build);
        foreach (var refusal in build.Refusals) await EmitErrorAsync(Errors.Of(refusal), cancellationToken).ConfigureAwait(false);
        return build.Made;
    }

    /// <summary>A null that was given is wrong as an empty text is: a variable that was never set must not shorten the record.</summary>
    protected static IReadOnlyList<string> Given(string?[]? values) => values is null ? [""] : [.. values.Select(value => value ?? "")];

    /// <summary>As <see cref="Given"/>, but for the cells of a table: an empty one says nothing.</summary>
    protected IReadOnlyList<string> Cells(string name, string?[]? values) =>
        !_arguments.Contains(name) && (values is null || values.All(string.IsNullOrWhiteSpace)) ? [] : Given(values);

    /// <summary>An empty text that was given is wrong, and not the same as none.</summary>
    protected string? Bound(string name, string? value) => MyInvocation.BoundParameters.ContainsKey(name) ? value ?? "" : null;
}
