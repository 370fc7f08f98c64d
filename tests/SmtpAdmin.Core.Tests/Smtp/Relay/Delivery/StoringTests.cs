using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class StoringTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_need_not_be_stored_before_the_next_message_but_only_so_many()
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new GatedServer(open: true);
        await using var bench = Bench(server, () => stored.Task);
        var numbers = bench.AddMany(20);
        await Eventually.IsSoAsync(() => server.Messages == 5);
        await Task.Delay(50, Token);
        Assert.Equal(5, server.Messages);
        stored.SetResult();
        foreach (var number in numbers) await bench.Queue.ResultsAsync(number, Token);
    }

    [Fact]
    public async Task Nor_are_they_waited_for_before_a_message_that_comes_when_there_was_none()
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new GatedServer(open: true);
        await using var bench = Bench(server, () => stored.Task);
        for (var n = 1; n <= 5; n++)
        {
            bench.AddMany(1);
            await Eventually.IsSoAsync(() => server.Messages == n);
            await Task.Delay(10, Token); // for the connection to be without work
        }
        stored.SetResult();

        Assert.Single(bench.Network.Tried);
    }

    [Fact]
    public async Task A_result_that_cannot_be_stored_is_warned_of_and_ends_nothing()
    {
        var failures = 0;
        var server = new GatedServer(open: true);
        await using var bench = Bench(server, () => Interlocked.Increment(ref failures) == 1 ? Task.FromException(new IOException("No space left on device")) : Task.CompletedTask);
        bench.AddMany(3);
        await Eventually.IsSoAsync(() => server.Messages == 3);
        await bench.StopAsync();

        Assert.Contains("No space left on device", Assert.Single(bench.Log.Events).Text, StringComparison.Ordinal);
    }

    private static DeliveryBench Bench(GatedServer server, Func<Task> storing) => new()
    {
        Network = new TestNetwork().On(DeliveryBench.SmartHost, server.Connect),
        Queue = new TestQueue { Storing = storing },
    };
}
