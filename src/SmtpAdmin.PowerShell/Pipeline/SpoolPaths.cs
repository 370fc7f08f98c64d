using System.Management.Automation;
using System.Management.Automation.Runspaces;
using SmtpAdmin.PowerShell.Relays;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>The folder of a queue, as it is given in a shell, and which one is meant where none is.</summary>
internal static class SpoolPaths
{
    /// <summary>The folder, or the one that is meant where none is given. Runs on the pipeline's thread; ends the cmdlet where there is no such one.</summary>
    /// <param name="cmdlet">The cmdlet, whose parameter is -SpoolPath.</param>
    /// <param name="path">The path as given; null for none.</param>
    public static string Resolve(PSCmdlet cmdlet, string? path)
    {
        if (ShellPaths.Resolve(cmdlet, "SpoolPath", path) is { } given) return given;
        var usual = Usual(cmdlet);
        if (usual.Count > 1) cmdlet.ThrowTerminatingError(Errors.BadArgument("BadSpoolPath", "This session runs several relays. Name the queue of one with -SpoolPath.", null));
        return usual[0];
    }

    /// <summary>The queues of the session's relays; where it has none, that of a relay that is not told where. Runs on the pipeline's thread; ends the cmdlet where there is none.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    public static IReadOnlyList<string> Usual(PSCmdlet cmdlet)
    {
        var own = SessionRelays.SpoolsOf(Runspace.DefaultRunspace.InstanceId);
        if (own.Count > 0) return own;
        try
        {
            return [SmtpRelayPaths.DefaultSpool];
        }
        catch (InvalidOperationException exception)
        {
            cmdlet.ThrowTerminatingError(Errors.BadArgument("BadSpoolPath", exception, null));
            throw;
        }
    }
}
