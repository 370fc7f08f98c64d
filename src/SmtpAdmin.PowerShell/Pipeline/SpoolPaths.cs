using System.Management.Automation;
using SmtpAdmin.PowerShell.Relays;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>The queues that a cmdlet with -SpoolPath works on.</summary>
internal static class SpoolPaths
{
    /// <summary>The folders: the one that is named, or those of the session's relays, or the usual one. Runs on the pipeline's thread; ends the cmdlet where there is none.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="path">The path as given; null for none.</param>
    public static IReadOnlyList<string> Of(PSCmdlet cmdlet, string? path) => ShellPaths.Resolve(cmdlet, "SpoolPath", path) is { } named ? [named] : RelaySpools.Usual(cmdlet);

    /// <summary>One of several queues is meant, and nobody said which.</summary>
    public static ErrorRecord Ambiguous(IReadOnlyList<string> spools) =>
        Errors.BadArgument("SpoolPathNeeded", $"Several relays run in this session: say with -SpoolPath whose queue is meant. There are: {string.Join(", ", spools.Select(spool => PlainText.Excerpt(spool, 260)))}.", null);
}
