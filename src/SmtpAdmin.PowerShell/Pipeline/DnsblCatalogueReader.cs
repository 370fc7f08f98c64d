using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>The catalogue of blacklists for a cmdlet with -ProviderFile.</summary>
internal static class DnsblCatalogueReader
{
    /// <summary>The catalogue, with the lists of a file where there is one.</summary>
    /// <param name="file">The file, as <see cref="ShellPaths"/> found it; null for none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CmdletErrorException">The file cannot be used; the message tells all that is wrong with it.</exception>
    public static async Task<DnsblCatalogue> ReadAsync(string? file, CancellationToken cancellationToken)
    {
        try
        {
            return file is null ? DnsblCatalogue.Default : await DnsblCatalogue.Default.WithFileAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (DnsblProviderFileException exception)
        {
            throw new CmdletErrorException(Errors.BadArgument("BadProviderFile", exception, file));
        }
    }
}
