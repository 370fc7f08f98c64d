using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace SmtpAdmin;

/// <summary>Runs work over a stream of items, several at once, and hands the results on as they come.</summary>
public static class BoundedWork
{
    /// <summary>Starts up to <paramref name="limit"/> items at once; results come in the order in which they are ready.</summary>
    /// <param name="items">The items; read no faster than they are worked off.</param>
    /// <param name="limit">How many run at once; at least one.</param>
    /// <param name="work">The work on one item.</param>
    /// <param name="cancellationToken">Ends the work. Leaving the enumeration early ends it too.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async IAsyncEnumerable<TResult> RunAsync<TItem, TResult>(
        IAsyncEnumerable<TItem> items,
        int limit,
        Func<TItem, CancellationToken, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateBounded<TResult>(limit);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = limit, CancellationToken = stop.Token };
        var all = Parallel.ForEachAsync(items, parallel, async (item, token) =>
            await results.Writer.WriteAsync(await work(item, token).ConfigureAwait(false), token).ConfigureAwait(false));
        var closing = all.ContinueWith(
            done => results.Writer.TryComplete(done.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return result;
            await all.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await closing.ConfigureAwait(false);
        }
    }
}
