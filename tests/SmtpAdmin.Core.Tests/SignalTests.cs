namespace SmtpAdmin.Core.Tests;

public sealed class SignalTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_wakes_whoever_waits()
    {
        var signal = new Signal();
        var waiting = signal.WaitAsync(Token);
        Assert.False(waiting.IsCompleted);
        signal.Set();
        await waiting;
    }

    [Fact]
    public async Task A_signal_that_nobody_waited_for_is_kept_until_it_is_taken()
    {
        var signal = new Signal();
        signal.Set();
        await signal.WaitAsync(Token);
        Assert.True(signal.WaitAsync(Token).IsCompleted); // waiting does not take it
        signal.Clear();
        Assert.False(signal.WaitAsync(Token).IsCompleted);
    }

    [Fact]
    public void Several_count_as_one()
    {
        var signal = new Signal();
        for (var n = 0; n < 100; n++) signal.Set();
        signal.Clear();
        Assert.False(signal.WaitAsync(Token).IsCompleted);
    }

    [Fact]
    public void Without_a_signal_there_is_nothing_to_take()
    {
        var signal = new Signal();
        signal.Clear();
        signal.Set();
        Assert.True(signal.WaitAsync(Token).IsCompleted);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled_and_begun_again()
    {
        var signal = new Signal();
        using var stop = new CancellationTokenSource();
        var waiting = signal.WaitAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var again = signal.WaitAsync(Token);
        signal.Set();
        await again;
    }

    [Fact]
    public async Task No_signal_is_lost_between_taking_and_waiting()
    {
        var signal = new Signal();
        var (set, seen) = (0, 0);
        var setting = Task.Run(() =>
        {
            for (var n = 0; n < 20_000; n++)
            {
                Interlocked.Increment(ref set);
                signal.Set();
            }
        }, Token);
        // Whoever takes the signal before looking sees all that was set before it.
        while (seen < 20_000)
        {
            await signal.WaitAsync(Token).WaitAsync(TimeSpan.FromMinutes(1), Token);
            signal.Clear();
            seen = Volatile.Read(ref set);
        }
        await setting;
    }
}
