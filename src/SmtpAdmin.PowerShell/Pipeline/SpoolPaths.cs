using System.Management.Automation;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>The folder of a queue, as it is given in a shell.</summary>
internal static class SpoolPaths
{
    /// <summary>The folder, or that of a relay that is not told where. Runs on the pipeline's thread; ends the cmdlet where the path is none.</summary>
    /// <param name="cmdlet">The cmdlet, whose parameter is -SpoolPath.</param>
    /// <param name="path">The path as given; null for none.</param>
    public static string Resolve(PSCmdlet cmdlet, string? path)
    {
        try
        {
            return ShellPaths.Resolve(cmdlet, "SpoolPath", path) ?? SmtpRelayPaths.DefaultSpool;
        }
        catch (InvalidOperationException exception) when (path is null)
        {
            cmdlet.ThrowTerminatingError(Errors.BadArgument("BadSpoolPath", exception, null));
            throw;
        }
    }
}
