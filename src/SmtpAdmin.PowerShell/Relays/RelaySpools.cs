using System.Management.Automation;
using System.Management.Automation.Runspaces;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Relays;

/// <summary>Which relays are meant where nobody says so.</summary>
internal static class RelaySpools
{
    /// <summary>The queues of the session's relays; where it has none, the one that Start-SmtpRelay takes by itself. Runs on the pipeline's thread; ends the cmdlet where there is none.</summary>
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
            return [];
        }
    }
}
