using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class StopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_in_flight_is_finished_and_the_rest_stays_in_the_queue()
    {
        var server = new GatedServer();
        await using var bench = Bench(new TestNetwork().On(DeliveryBench.SmartHost, server.Connect));
        var first = bench.Add(DeliveryBench.Envelope("b@example.net"));
        bench.Add(DeliveryBench.Envelope("b@example.net"));
        await server.WaitingAsync(1, Token);
        server.Open(1); // EHLO
        await server.WaitingAsync(1, Token); // the message
        var stop = bench.Engine.StopAsync(Token);
        Assert.False(stop.IsCompleted);
        server.OpenAll();
        await stop;

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(bench.Queue.Results(first)).Outcome);
        Assert.Equal(1, bench.Queue.Left);
        Assert.Equal(1, server.Quits);
        Assert.Equal(0, bench.Network.Open);
    }

    [Fact]
    public async Task What_is_not_finished_in_time_is_cut_off()
    {
        var server = new GatedServer();
        await using var bench = Bench(new TestNetwork().On(DeliveryBench.SmartHost, server.Connect));
        var number = bench.Add(DeliveryBench.Envelope("b@example.net"));
        await server.WaitingAsync(1, Token);
        server.Open(1);
        await server.WaitingAsync(1, Token);
        using var time = new CancellationTokenSource();
        var stop = bench.Engine.StopAsync(time.Token);
        await time.CancelAsync();
        await stop;

        var result = Assert.Single(bench.Queue.Results(number));
        Assert.Equal((DeliveryOutcome.Deferred, "4.4.2"), (result.Outcome, result.Status)); // its final dot was out
        Assert.Contains("may have been delivered", result.Text, StringComparison.Ordinal);
        Assert.Equal(0, bench.Network.Open);
        Assert.Null(bench.Engine.Figures[0].LastError);
    }

    [Fact]
    public async Task A_connection_that_is_not_ready_yet_is_given_up_at_once()
    {
        var server = new GatedServer();
        await using var bench = Bench(new TestNetwork().On(DeliveryBench.SmartHost, server.Connect));
        bench.Add(DeliveryBench.Envelope("b@example.net"));
        await server.WaitingAsync(1, Token);
        await bench.Engine.StopAsync(Token);

        Assert.Equal(1, bench.Queue.Left);
        Assert.Equal(0, bench.Network.Open);
        Assert.Empty(bench.Log.Events);
        Assert.Null(bench.Engine.Figures[0].BackedOffUntil);
    }

    [Fact]
    public async Task A_connection_that_is_never_made_is_given_up_at_once()
    {
        await using var bench = Bench(new TestNetwork().Hangs(DeliveryBench.SmartHost));
        bench.Add(DeliveryBench.Envelope("b@example.net"));
        while (bench.Network.Tried.Count == 0) await Task.Delay(1, Token);
        await bench.Engine.StopAsync(Token);

        Assert.Equal(1, bench.Queue.Left);
    }

    [Fact]
    public async Task A_look_up_that_does_not_end_is_given_up_at_once()
    {
        var resolver = new PendingLookUp();
        await using var bench = new DeliveryBench { Destination = DeliveryBench.ToMx("example.net"), Lookups = resolver };
        bench.Add(DeliveryBench.Envelope("b@example.net"));
        await resolver.Asked.Task.WaitAsync(Token);
        await bench.Engine.StopAsync(Token);

        Assert.Equal(1, bench.Queue.Left);
    }

    [Fact]
    public async Task A_connection_without_work_is_ended_in_order()
    {
        var server = new GatedServer(open: true);
        await using var bench = Bench(new TestNetwork().On(DeliveryBench.SmartHost, server.Connect));
        await bench.DeliverAsync();
        await bench.Engine.StopAsync(Token);

        Assert.Equal(1, server.Quits);
        Assert.Equal(0, bench.Network.Open);
    }

    [Fact]
    public async Task Nothing_is_begun_behind_a_stop()
    {
        await using var bench = Bench(new TestNetwork());
        await bench.Engine.StopAsync(Token);
        bench.Add(DeliveryBench.Envelope("b@example.net"));
        await Task.Delay(20, Token);

        Assert.Empty(bench.Network.Tried);
        Assert.Empty(bench.Queue.Taken);
        Assert.Empty(bench.Engine.Figures);
    }

    [Fact]
    public async Task An_engine_may_be_stopped_and_disposed_often()
    {
        var bench = Bench(new TestNetwork());
        await bench.Engine.StopAsync(Token);
        await bench.Engine.StopAsync(Token);
        await bench.DisposeAsync();
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task Results_are_stored_before_the_stop_is_over()
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new GatedServer(open: true);
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, server.Connect), Queue = new TestQueue { Storing = () => stored.Task } };
        bench.Add(DeliveryBench.Envelope("b@example.net"));
        while (server.Messages == 0) await Task.Delay(1, Token);
        var stop = bench.Engine.StopAsync(Token);
        await Task.Delay(20, Token);
        Assert.False(stop.IsCompleted);
        stored.SetResult();
        await stop;
    }

    private static DeliveryBench Bench(TestNetwork network) => new() { Network = network };

    private sealed class PendingLookUp : IDnsResolver
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("The wait has ended by itself.");
        }
    }
}
