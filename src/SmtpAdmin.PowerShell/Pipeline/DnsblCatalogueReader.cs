using System.Management.Automation;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>The catalogue of blacklists for a cmdlet with -ProviderFile.</summary>
internal static class DnsblCatalogueReader
{
    private const string ErrorId = "BadProviderFile";

    /// <summary>Where a file is that was named from the shell's location. Runs on the pipeline's thread, in Prepare.</summary>
    /// <param name="cmdlet">The cmdlet; it ends where the path is none of a file.</param>
    /// <param name="path">The path as given; null where none was.</param>
    public static string? FindFile(PSCmdlet cmdlet, string? path)
    {
        if (path is null) return null;
        try
        {
            var file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? file : throw new NotSupportedException($"'{path}' is no file.");
        }
        catch (Exception exception) when (exception is RuntimeException or NotSupportedException)
        {
            cmdlet.ThrowTerminatingError(Errors.BadArgument(ErrorId, exception, path));
            throw;
        }
    }

    /// <summary>The catalogue, with the lists of a file where there is one.</summary>
    /// <param name="file">What <see cref="FindFile"/> gave.</param>
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
            throw new CmdletErrorException(Errors.BadArgument(ErrorId, exception, file));
        }
    }
}
