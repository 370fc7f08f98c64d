namespace SmtpAdmin.Core.Tests;

public sealed class BoundedWorkTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task As_many_items_run_at_once_as_the_limit_says_and_no_more(int limit)
    {
        int running = 0, most = 0;
        var full = new TaskCompletionSource();
        var results = new List<int>();
        await foreach (var result in BoundedWork.RunAsync(Items(100), limit, WorkAsync, Token)) results.Add(result);
        Assert.Equal(limit, most);
        Assert.Equal(Enumerable.Range(0, 100), results.Order());

        async Task<int> WorkAsync(int item, CancellationToken token)
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == limit) full.TrySetResult();
            await full.Task.WaitAsync(token); // the first ones wait until the limit is reached
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return item;
        }
    }

    [Fact]
    public async Task A_result_comes_before_slower_items_are_done()
    {
        var slow = new TaskCompletionSource<int>();
        await using var results = BoundedWork.RunAsync(Items(2), 2, (item, _) => item == 0 ? slow.Task : Task.FromResult(item), Token).GetAsyncEnumerator(Token);
        Assert.True(await results.MoveNextAsync());
        Assert.Equal(1, results.Current);
        slow.SetResult(0);
        Assert.True(await results.MoveNextAsync());
        Assert.Equal(0, results.Current);
        Assert.False(await results.MoveNextAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Results_come_in_order_where_that_is_asked_for_and_no_more_items_run_than_the_limit_says(int limit)
    {
        int started = 0, taken = 0, most = 0;
        var results = new List<int>();
        await foreach (var result in BoundedWork.RunInOrderAsync(Items(100), limit, WorkAsync, Token))
        {
            results.Add(result);
            Interlocked.Increment(ref taken);
        }
        Assert.Equal(Enumerable.Range(0, 100), results);
        Assert.InRange(most, 1, limit);

        async Task<int> WorkAsync(int item, CancellationToken token)
        {
            InterlockedMax(ref most, Interlocked.Increment(ref started) - Volatile.Read(ref taken));
            for (var turn = item % 7; turn > 0; turn--) await Task.Yield(); // some are slower than those behind them
            return item;
        }
    }

    [Fact]
    public async Task In_order_too_leaving_early_ends_the_work_and_an_error_reaches_the_reader()
    {
        var (begun, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        await foreach (var _ in BoundedWork.RunInOrderAsync(Items(2), 2, WaitAsync, Token)) break;
        Assert.True(stopped.Task.IsCompleted);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in BoundedWork.RunInOrderAsync(Items(9), 3, (item, _) => item == 4 ? throw new InvalidOperationException("four") : Task.FromResult(item), Token)) Assert.InRange(_, 0, 3);
        });
        Assert.Equal("four", error.Message);

        async Task<int> WaitAsync(int item, CancellationToken token)
        {
            if (item == 0)
            {
                await begun.Task.WaitAsync(token);
                return item;
            }
            begun.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                stopped.TrySetResult();
            }
            return item;
        }
    }

    [Fact]
    public async Task Items_are_read_no_faster_than_they_are_worked_off()
    {
        var read = 0;
        await using var results = BoundedWork.RunAsync(CountedAsync(), 4, (item, _) => Task.FromResult(item), Token).GetAsyncEnumerator(Token);
        for (var n = 0; n < 50; n++) Assert.True(await results.MoveNextAsync());
        Assert.InRange(Volatile.Read(ref read), 50, 50 + 16); // at work, in the channel, or just about to be

        async IAsyncEnumerable<int> CountedAsync()
        {
            while (true)
            {
                await Task.Yield();
                yield return Interlocked.Increment(ref read);
            }
        }
    }

    [Fact]
    public async Task Leaving_early_ends_the_work_that_is_under_way()
    {
        var ended = new TaskCompletionSource();
        await foreach (var _ in BoundedWork.RunAsync(Items(2), 2, WorkAsync, Token)) break;
        await ended.Task.WaitAsync(Token);

        async Task<int> WorkAsync(int item, CancellationToken token)
        {
            if (item == 0) return item;
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
            finally
            {
                ended.SetResult();
            }
            return item;
        }
    }

    [Fact]
    public async Task An_error_of_the_work_reaches_the_reader()
    {
        var results = BoundedWork.RunAsync(Items(10), 2, (item, _) => item == 5 ? throw new FormatException("five") : Task.FromResult(item), Token);
        var error = await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var _ in results)
            {
            }
        });
        Assert.Equal("five", error.Message);
    }

    private static async IAsyncEnumerable<int> Items(int count)
    {
        await Task.Yield();
        for (var n = 0; n < count; n++) yield return n;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
