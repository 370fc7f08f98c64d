using System.Management.Automation;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Shows the blacklists and allow lists that are known.</summary>
[Cmdlet(VerbsCommon.Get, "DnsblProvider")]
[OutputType(typeof(DnsblProvider))]
public sealed class GetDnsblProviderCommand : AsyncCmdlet<string>
{
    private const string All = "*";

    private string? _file;

    /// <summary>Names or zones of lists; names may have wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [SupportsWildcards]
    [DnsblNames]
    [ArgumentCompleter(typeof(DnsblProviderCompleter))]
    [Alias("Provider")]
    public string[]? Name { get; set; } = [];

    /// <summary>Lists of one of these kinds.</summary>
    [Parameter]
    public DnsblCategory[] Category { get; set; } = [];

    /// <summary>Lists that hold one of these.</summary>
    [Parameter]
    public DnsblSubject[] Subject { get; set; } = [];

    /// <summary>Lists that were closed, too.</summary>
    [Parameter]
    public SwitchParameter IncludeRetired { get; set; }

    /// <summary>A file with lists of one's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProviderFile { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _file = ShellPaths.Resolve(this, nameof(ProviderFile), ProviderFile);

    /// <inheritdoc/>
    protected override IEnumerable<string> ReadItems() => Name is [] && !MyInvocation.ExpectingInput ? [All]
        : InputNames.Of(Name, MyInvocation.ExpectingInput, error => WriteError(error));

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<string> items, CancellationToken cancellationToken)
    {
        var catalogue = await DnsblCatalogueReader.ReadAsync(_file, cancellationToken).ConfigureAwait(false);
        var filter = new DnsblProviderFilter { Category = Category, Subject = Subject, IncludeRetired = IncludeRetired };
        await foreach (var word in items.ConfigureAwait(false))
        {
            var found = filter.Find(catalogue, word, out var problem, out var note);
            foreach (var provider in found) await EmitAsync(provider, cancellationToken).ConfigureAwait(false);
            if (note is not null) await EmitWarningAsync(note.Message, cancellationToken).ConfigureAwait(false);
            if (problem is not null) await EmitErrorAsync(Errors.Of(problem), cancellationToken).ConfigureAwait(false);
        }
    }
}
