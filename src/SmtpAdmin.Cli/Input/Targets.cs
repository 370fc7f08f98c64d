using System.Runtime.CompilerServices;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Input;

/// <summary>Reads addresses, blocks and names.</summary>
internal static class Targets
{
    /// <summary>A word that is no target is refused, and the others are still checked.</summary>
    /// <param name="words">The words.</param>
    /// <param name="refuse">Takes what is wrong with one.</param>
    /// <param name="check">What else may be wrong with a target; null for nothing.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<ReputationTarget> ReadAsync(
        IAsyncEnumerable<string> words, Action<string> refuse, Func<ReputationTarget, string?>? check, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var word in words.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!ReputationTarget.TryParse(word, out var target, out var problem)) refuse(problem);
            else if (check?.Invoke(target) is { } doubt) refuse(doubt);
            else yield return target;
        }
    }
}
