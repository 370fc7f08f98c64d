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

    /// <summary>The same, results in the order of the items: up to <paramref name="limit"/> of them are worked on or wait for one before them.</summary>
    /// <param name="items">The items; read no faster than results are taken.</param>
    /// <param name="limit">How many run at once; at least one.</param>
    /// <param name="work">The work on one item.</param>
    /// <param name="cancellationToken">Ends the work. Leaving the enumeration early ends it too.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async IAsyncEnumerable<TResult> RunInOrderAsync<TItem, TResult>(
        IAsyncEnumerable<TItem> items,
        int limit,
        Func<TItem, CancellationToken, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var places = new SemaphoreSlim(limit);
        var started = Channel.CreateBounded<Task<TResult>>(limit);
        var all = Task.Run(() => StartAsync(items, places, work, started.Writer, stop.Token), CancellationToken.None);
        var closing = all.ContinueWith(
            done => started.Writer.TryComplete(done.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (var task in started.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return await task.ConfigureAwait(false);
                places.Release();
            }
            await all.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await closing.ConfigureAwait(false);
            while (started.Reader.TryRead(out var task)) await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task StartAsync<TItem, TResult>(
        IAsyncEnumerable<TItem> items, SemaphoreSlim places, Func<TItem, CancellationToken, Task<TResult>> work, ChannelWriter<Task<TResult>> started, CancellationToken cancellationToken)
    {
        await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            // There is room: as many places as the channel holds.
            await started.WriteAsync(Task.Run(() => work(item, cancellationToken), CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }
    }
}
