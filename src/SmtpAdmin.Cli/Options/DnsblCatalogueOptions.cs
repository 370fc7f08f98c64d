using System.CommandLine;
using System.CommandLine.Completions;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Options;

/// <summary>The option of every command that works with the catalogue of blacklists.</summary>
internal sealed class DnsblCatalogueOptions
{
    private readonly Option<string?> _file = new("--provider-file")
    {
        Description = "A file with lists of your own, or with changes to those that are known.",
        HelpName = "path",
    };

    public DnsblCatalogueOptions(Command command) => command.Options.Add(_file);

    /// <summary>What completes a list's name: those that are still run.</summary>
    public static IEnumerable<CompletionItem> Names() =>
        DnsblCatalogue.Default.Providers.Where(provider => provider.Retired is null).Select(provider => new CompletionItem(provider.Name, detail: provider.Zone));

    /// <summary>The catalogue, with the lists of the file where there is one.</summary>
    /// <exception cref="UsageException">The file cannot be used; the message tells all that is wrong with it.</exception>
    public async Task<DnsblCatalogue> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_file) is not { } file) return DnsblCatalogue.Default;
        if (file.Length == 0) throw new UsageException("--provider-file names no file.");
        try
        {
            return await DnsblCatalogue.Default.WithFileAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (DnsblProviderFileException exception)
        {
            throw new UsageException(exception.Message);
        }
    }
}
