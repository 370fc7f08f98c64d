using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Options;

/// <summary>The options of every command that asks DNS lists: which lists, and how long each is waited for.</summary>
internal sealed class DnsblListOptions
{
    private readonly Option<string[]> _provider = Several.Option("--provider", "The lists, by name, wildcard or zone, apart or joined by commas; all that need no key unless given.");
    private readonly Option<string[]> _excludeProvider = Several.Option("--exclude-provider", "Lists to leave out, by name, wildcard or zone, apart or joined by commas.");
    private readonly Option<DnsblCategory[]> _category = Choice.Several<DnsblCategory>("--category", "The kinds of list to ask.");
    private readonly DnsblCatalogueOptions _catalogue;
    private readonly SecretOptions _dqsKey;
    private readonly DnsOptions _dns;

    public DnsblListOptions(Command command)
    {
        (_provider.HelpName, _excludeProvider.HelpName) = ("list", "list"); // in place of all that can be completed
        _provider.CompletionSources.Add(_ => DnsblCatalogueOptions.Names());
        _excludeProvider.CompletionSources.Add(_ => DnsblCatalogueOptions.Names());
        command.Options.Add(_provider);
        command.Options.Add(_excludeProvider);
        command.Options.Add(_category);
        _catalogue = new DnsblCatalogueOptions(command);
        _dqsKey = new SecretOptions(command, "dqs-key", "the key for Spamhaus's Data Query Service");
        _dns = new DnsOptions(command, "How long one DNS server is waited for at the first try; a list that is dead takes two and a half times as long.");
    }

    /// <summary>The option that names lists.</summary>
    public Option<string[]> Provider => _provider;

    public bool SecretComesFromStandardInput(ParseResult parsed) => _dqsKey.ReadsStandardInput(parsed);

    public DnsResolverOptions ReadDns(ParseResult parsed) => _dns.ReadOptions(parsed).ForLists();

    /// <exception cref="UsageException">The file cannot be used.</exception>
    public Task<DnsblCatalogue> ReadCatalogueAsync(ParseResult parsed, CancellationToken cancellationToken) => _catalogue.ReadAsync(parsed, cancellationToken);

    /// <summary>Chooses the lists.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="catalogue">The lists that are known.</param>
    /// <param name="names">Those that were named.</param>
    /// <param name="cancellationToken">Ends the reading of the key.</param>
    public async Task<DnsblSelection> ChooseAsync(ParseResult parsed, DnsblCatalogue catalogue, IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        DnsblSelection.Choose(catalogue, new DnsblSelectionRequest
        {
            Provider = names,
            ExcludeProvider = Words.Of(parsed, _excludeProvider),
            Category = parsed.GetValue(_category) ?? [],
            Key = await _dqsKey.ReadAsync(parsed, cancellationToken).ConfigureAwait(false),
        });
}
