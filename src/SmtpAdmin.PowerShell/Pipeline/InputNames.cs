using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Names of lists, as they are bound.</summary>
internal static class InputNames
{
    /// <summary>The names among lines. An object that has none is refused, and the others still count.</summary>
    /// <param name="lines">The lines; empty ones and comments do not count.</param>
    /// <param name="refuse">Takes what is wrong.</param>
    public static IEnumerable<string> Of(IEnumerable<string> lines, Action<ErrorRecord> refuse)
    {
        foreach (var text in InputLines.Of(lines))
        {
            if (ObjectToTextAttribute.Problem(text, DnsblNamesAttribute.Names) is { } problem) refuse(Errors.BadArgument("BadDnsblProvider", problem, text));
            else yield return text;
        }
    }
}
