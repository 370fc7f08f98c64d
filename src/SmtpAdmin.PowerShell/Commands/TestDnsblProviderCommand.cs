using System.Management.Automation;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Tests whether blacklists can be used from here.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DnsblProvider")]
[OutputType(typeof(DnsblProviderTest), typeof(bool))]
public sealed class TestDnsblProviderCommand : DnsblCmdlet<string>
{
    private bool _allPass = true;
    private int _tested;
    private bool _isNamed;

    /// <summary>The lists to test, by name, wildcard or zone.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("Name")]
    [SupportsWildcards]
    [DnsblNames]
    [ArgumentCompleter(typeof(DnsblProviderCompleter))]
    public string[]? Provider { get; set; }

    /// <summary>Give one boolean: whether every list can be used.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _isNamed = MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(Provider));
        base.Prepare();
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> ReadItems() => !_isNamed ? [] : InputNames.Of(Provider, MyInvocation.ExpectingInput, error =>
    {
        _allPass = false;
        WriteError(error);
    });

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<string> items, CancellationToken cancellationToken)
    {
        var catalogue = await ReadCatalogueAsync(cancellationToken).ConfigureAwait(false);
        var names = new List<string>(); // all of them first: two words may name the same list
        await foreach (var item in items.ConfigureAwait(false)) names.Add(item);
        if (names.Count == 0 && _isNamed) return;

        var selection = Choose(catalogue, names);
        var tester = new DnsblProviderTester(Resolver, TimeProvider.System);
        foreach (var problem in selection.Problems)
        {
            _allPass = false;
            if (problem.Code == DnsblSelectionCode.RetiredProvider && catalogue.Find(problem.Subject) is { } retired)
            {
                _tested++;
                if (!Quiet) await EmitAsync(tester.Retired(retired), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await EmitErrorAsync(Errors.Of(problem), cancellationToken).ConfigureAwait(false);
            }
        }
        foreach (var note in selection.Notes) await EmitWarningAsync(note.Message, cancellationToken).ConfigureAwait(false);
        await foreach (var result in tester.TestAllAsync(selection.Lists, cancellationToken).ConfigureAwait(false))
        {
            _tested++;
            SetProgress($"{_tested} of {selection.Lists.Count} tested, last {result.Provider}", _tested * 100 / Math.Max(selection.Lists.Count, _tested));
            _allPass &= result.Passed;
            if (!Quiet) await EmitAsync(result, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (Quiet) WriteObject(_allPass && _tested > 0);
    }
}
