using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Paths as they are given in a shell: from where the shell is, with its drives.</summary>
internal static class ShellPaths
{
    /// <summary>A path of the file system. Runs on the pipeline's thread; ends the cmdlet where the path is none.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="parameter">The parameter that holds the path; the error's id is named after it.</param>
    /// <param name="path">The path as given; null for none.</param>
    public static string? Resolve(PSCmdlet cmdlet, string parameter, string? path)
    {
        if (path is null) return null;
        try
        {
            var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (provider.Name == "FileSystem") return full;
            cmdlet.ThrowTerminatingError(Errors.BadArgument($"Bad{parameter}", $"'{path}' is no file of the file system.", path));
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException) // an unknown drive and the like
        {
            cmdlet.ThrowTerminatingError(Errors.BadArgument($"Bad{parameter}", exception, path));
        }
        return null;
    }
}
