using System.Management.Automation;
using System.Net;
using System.Security;
using SmtpAdmin.Dns;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that asks DNS lists: which lists, and how long each is waited for.</summary>
/// <typeparam name="TItem">What one bound input becomes.</typeparam>
public abstract class DnsblCmdlet<TItem> : TimedDnsCmdlet<TItem>
{
    private string? _providerFile;

    /// <summary>Lists to leave out, by name, wildcard or zone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [DnsblNames]
    [ArgumentCompleter(typeof(DnsblProviderCompleter))]
    public string[]? ExcludeProvider { get; set; }

    /// <summary>The kinds of list to ask.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DnsblCategory[]? Category { get; set; }

    /// <summary>A file of lists that are added to the catalogue, or change it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProviderFile { get; set; }

    /// <summary>The key for Spamhaus's Data Query Service.</summary>
    [Parameter]
    public SecureString? DqsKey { get; set; }

    /// <inheritdoc/>
    protected override DnsResolverOptions Adjust(DnsResolverOptions options) => options.ForLists();

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _providerFile = ResolvePath(nameof(ProviderFile), ProviderFile);
        base.Prepare();
    }

    /// <summary>A path of the file system, from where the shell is.</summary>
    /// <param name="parameter">The parameter that holds it.</param>
    /// <param name="path">The path as given; null for none.</param>
    protected string? ResolvePath(string parameter, string? path) => ShellPaths.Resolve(this, parameter, path);

    /// <summary>The catalogue, with the lists of the file.</summary>
    /// <exception cref="CmdletErrorException">The file cannot be used.</exception>
    private protected Task<DnsblCatalogue> ReadCatalogueAsync(CancellationToken cancellationToken) => DnsblCatalogueReader.ReadAsync(_providerFile, cancellationToken);

    /// <summary>Chooses the lists.</summary>
    /// <param name="catalogue">The lists that are known.</param>
    /// <param name="names">Those that were named; none for all.</param>
    private protected DnsblSelection Choose(DnsblCatalogue catalogue, IReadOnlyList<string> names)
    {
        var nameless = new List<DnsblSelectionProblem>();
        IReadOnlyList<string> named = [.. names.Where(HasName)];
        if (named.Count == 0 && names.Count > 0) return new DnsblSelection { Problems = nameless }; // none is not all
        var selection = DnsblSelection.Choose(catalogue, new DnsblSelectionRequest
        {
            Provider = named,
            ExcludeProvider = [.. (ExcludeProvider ?? []).Where(HasName)],
            Category = Category ?? [],
            Key = DqsKey is null ? null : new NetworkCredential("", DqsKey).Password,
        });
        return nameless.Count == 0 ? selection : selection with { Problems = [.. nameless, .. selection.Problems] };

        bool HasName(string text)
        {
            if (ObjectToTextAttribute.Problem(text, DnsblNamesAttribute.Names) is not { } problem) return true;
            nameless.Add(new(DnsblSelectionCode.UnknownProvider, text, problem));
            return false;
        }
    }
}
