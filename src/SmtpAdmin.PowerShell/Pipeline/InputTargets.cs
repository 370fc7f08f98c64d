using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Addresses, blocks and names, as they are bound.</summary>
internal static class InputTargets
{
    /// <summary>The targets among lines. A line that is none is refused, and the others are still checked.</summary>
    /// <param name="lines">The lines; empty ones and comments do not count.</param>
    /// <param name="refuse">Takes what is wrong, and the line.</param>
    public static IEnumerable<ReputationTarget> Of(IEnumerable<string> lines, Action<string, string> refuse)
    {
        foreach (var text in InputLines.Of(lines))
        {
            if (ReputationTarget.TryParse(text, out var target, out var problem)) yield return target;
            else refuse(problem, text);
        }
    }
}
