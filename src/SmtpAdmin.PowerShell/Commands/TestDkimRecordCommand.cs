using System.Management.Automation;
using System.Net;
using System.Security;
using SmtpAdmin.Dkim;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.PowerShell.Pipeline;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Checks key records, or a record that is not published yet; or looks for those that there are.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DkimRecord", DefaultParameterSetName = SelectorSet)]
[OutputType(typeof(DkimRecordReport), typeof(bool))]
public sealed class TestDkimRecordCommand : TimedDnsCmdlet<DkimRecordItem>
{
    private const string SelectorSet = "Selector";
    private const string FindSet = "Find";
    private const string RecordSet = "Record";

    private readonly DkimRecordOutcome _outcome = new();
    private DkimRecordText? _record;
    private ReadOnlyMemory<char> _passphrase;

    /// <summary>The domains that sign.</summary>
    [Parameter(ParameterSetName = SelectorSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FindSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = RecordSet, Position = 0)]
    [AllowEmptyString]
    [Alias("DomainName", "Name")]
    [SpfDomains]
    public string[] Domain { get; set; } = [];

    /// <summary>The selectors of the keys.</summary>
    [Parameter(ParameterSetName = SelectorSet, Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = RecordSet, Position = 1)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(DkimSelectorCompleter))]
    public string[] Selector { get; set; } = [];

    /// <summary>Try the selectors that are in common use.</summary>
    [Parameter(ParameterSetName = FindSet, Mandatory = true)]
    public SwitchParameter FindSelector { get; set; }

    /// <summary>A record that is not published yet.</summary>
    [Parameter(ParameterSetName = RecordSet, Mandatory = true)]
    [AllowEmptyString]
    public string Record { get; set; } = "";

    /// <summary>The file of the private key that should be its pair.</summary>
    [Parameter(ParameterSetName = SelectorSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = RecordSet)]
    [AllowEmptyString]
    public string? PrivateKeyPath { get; set; }

    /// <summary>The passphrase of a private key that is encrypted.</summary>
    [Parameter(ParameterSetName = SelectorSet)]
    [Parameter(ParameterSetName = RecordSet)]
    public SecureString? Passphrase { get; set; }

    /// <summary>Give one boolean: whether every record passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        if (ParameterSetName == RecordSet && !DkimRecordText.TryRead(Record, out _record, out var problem)) ThrowTerminatingError(Errors.BadArgument("BadDkimRecord", problem, null));
        _passphrase = new NetworkCredential("", Passphrase).Password.AsMemory();
        base.Prepare();
    }

    /// <inheritdoc/>
    protected override IEnumerable<DkimRecordItem> ReadItems()
    {
        if (ParameterSetName == RecordSet && Domain.Length == 0) return ReadRecord();
        var domains = InputDomains.Of(Domain, MyInvocation.ExpectingInput).Select(ReadDomain).OfType<string>().ToList();
        return ParameterSetName == FindSet ? domains.Select(domain => new DkimRecordItem(domain, null, null)) : ReadPairs(domains);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<DkimRecordItem> items, CancellationToken cancellationToken)
    {
        SetProgress(ParameterSetName == FindSet ? "Trying selectors" : "Reading the records");
        if (ParameterSetName == FindSet)
        {
            var finder = new DkimSelectorFinder(Resolver, TimeProvider.System);
            await foreach (var item in items.ConfigureAwait(false))
            {
                _outcome.BeginSearch();
                await foreach (var report in finder.FindAsync(item.Domain!, new DkimRecordCheckOptions(), cancellationToken).ConfigureAwait(false)) await ShowAsync(report, cancellationToken).ConfigureAwait(false);
            }
            return;
        }
        var checker = new DkimRecordChecker(Resolver, TimeProvider.System);
        var queries = QueriesAsync(items, cancellationToken);
        await foreach (var report in checker.CheckAllAsync(queries, new DkimRecordCheckOptions(), cancellationToken).ConfigureAwait(false)) await ShowAsync(report, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (Quiet) WriteObject(_outcome.AllPassed);
    }

    private async Task ShowAsync(DkimRecordReport report, CancellationToken cancellationToken)
    {
        _outcome.Add(report);
        SetProgress($"{_outcome.Count} seen, last {report.RecordName ?? "the record"}");
        if (!Quiet) await EmitAsync(report, cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<DkimRecordQuery> QueriesAsync(IAsyncEnumerable<DkimRecordItem> items, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in items.ConfigureAwait(false))
        {
            DkimKeyIdentity? key = null;
            if (item.PrivateKeyPath is { } path && (key = await ReadKeyAsync(path, cancellationToken).ConfigureAwait(false)) is null) continue;
            yield return new DkimRecordQuery { Domain = item.Domain, Selector = item.Selector, Record = _record, PrivateKey = key };
        }
    }

    private async Task<DkimKeyIdentity?> ReadKeyAsync(string path, CancellationToken cancellationToken)
    {
        ErrorRecord error;
        try
        {
            return await DkimKeyIdentity.ReadAsync(path, _passphrase, cancellationToken).ConfigureAwait(false);
        }
        catch (DkimKeyException exception)
        {
            error = DkimErrors.Of(exception, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = new ErrorRecord(exception, "KeyNotRead", ErrorCategory.ReadError, path);
        }
        _outcome.Refuse();
        await EmitErrorAsync(error, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private IEnumerable<DkimRecordItem> ReadRecord()
    {
        if (Selector.Length == 0) yield return new DkimRecordItem(null, null, KeyPath());
        else Refuse("A selector stands below a domain. Give -Domain too, or the record alone.", null);
    }

    private IEnumerable<DkimRecordItem> ReadPairs(List<string> domains)
    {
        var path = KeyPath();
        if (_record is not null && Selector.Length == 0) Refuse("A key record stands at a selector of the domain. Give -Selector too, or the record alone.", null);
        foreach (var domain in domains)
        {
            foreach (var text in Selector)
            {
                if (DkimNameText.TryReadSelector(text, out var selector, out var problem)) yield return new DkimRecordItem(domain, selector, path);
                else Refuse(problem, text, "BadSelector");
            }
        }
    }

    private string? ReadDomain(string text)
    {
        if (ObjectToTextAttribute.Problem(text, SpfDomainsAttribute.Names) is { } noDomain) Refuse(noDomain, text);
        else if (DkimNameText.TryReadDomain(text, out var domain, out var problem)) return domain;
        else Refuse(problem, text);
        return null;
    }

    /// <summary>The file as it is bound now; an object whose key is in memory has none.</summary>
    private string? KeyPath()
    {
        if (PrivateKeyPath is { Length: > 0 } path) return ShellPaths.Resolve(this, nameof(PrivateKeyPath), path);
        if (PrivateKeyPath is "" && !MyInvocation.ExpectingInput) ThrowTerminatingError(Errors.BadArgument("BadPrivateKeyPath", "-PrivateKeyPath names no file.", PrivateKeyPath));
        return null;
    }

    private void Refuse(string problem, string? text, string errorId = "BadDomain")
    {
        _outcome.Refuse();
        WriteError(Errors.BadArgument(errorId, problem, text));
    }
}
