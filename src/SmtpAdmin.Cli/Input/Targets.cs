using System.Runtime.CompilerServices;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Input;

/// <summary>Reads addresses, blocks and names.</summary>
internal static class Targets
{
    /// <summary>A word that is no target is refused, and the others are still checked.</summary>
    public static async IAsyncEnumerable<ReputationTarget> ReadAsync(
        IAsyncEnumerable<string> words, Action<string> refuse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var word in words.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (ReputationTarget.TryParse(word, out var target, out var problem)) yield return target;
            else refuse(problem);
        }
    }
}
