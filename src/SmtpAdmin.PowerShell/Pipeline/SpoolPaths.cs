using System.Management.Automation;
using System.Management.Automation.Runspaces;
using SmtpAdmin.PowerShell.Relays;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>The queues that a cmdlet with -SpoolPath works on.</summary>
internal static class SpoolPaths
{
    /// <summary>The folders: the one that is named, or the usual ones. Runs on the pipeline's thread; ends the cmdlet where there is none.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="path">The path as given; null for none.</param>
    public static IReadOnlyList<string> Of(PSCmdlet cmdlet, string? path) => ShellPaths.Resolve(cmdlet, "SpoolPath", path) is { } named ? [named] : Usual(cmdlet);

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

    /// <summary>One of several queues is meant, and nobody said which.</summary>
    public static ErrorRecord Ambiguous(IReadOnlyList<string> spools) =>
        Errors.BadArgument("SpoolPathNeeded", $"Several relays run in this session: say with -SpoolPath whose queue is meant. There are: {string.Join(", ", spools.Select(spool => PlainText.Excerpt(spool, 260)))}.", null);
}
