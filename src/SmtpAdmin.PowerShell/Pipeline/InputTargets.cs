using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Addresses, blocks and names, as they are bound.</summary>
internal static class InputTargets
{
    /// <summary>The targets among lines. A line that is none is refused, and the others are still checked.</summary>
    /// <param name="lines">The lines; empty ones and comments do not count.</param>
    /// <param name="properties">The names of the properties that are taken of objects.</param>
    /// <param name="refuse">Takes what is wrong, and the line.</param>
    /// <param name="check">What else may be wrong with a target; null for nothing.</param>
    public static IEnumerable<ReputationTarget> Of(IEnumerable<string> lines, string[] properties, Action<string, string> refuse, Func<ReputationTarget, string?>? check = null)
    {
        foreach (var text in InputLines.Of(lines))
        {
            if (ObjectToTextAttribute.Problem(text, properties) is { } noTarget) refuse(noTarget, text);
            else if (!ReputationTarget.TryParse(text, out var target, out var problem)) refuse(problem, text);
            else if (check?.Invoke(target) is { } doubt) refuse(doubt, text);
            else yield return target;
        }
    }
}
