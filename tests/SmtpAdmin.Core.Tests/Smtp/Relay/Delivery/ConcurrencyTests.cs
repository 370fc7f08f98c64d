using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class ConcurrencyTests
{
    private const int Plenty = 500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_connection_is_made_alone_and_then_they_become_more_as_long_as_all_goes_well()
    {
        var server = new GatedServer();
        await using var bench = Bench(server, new SmtpRelayDelivery { MaxConnectionsPerDestination = 5 });
        bench.AddMany(Plenty);

        Assert.Equal(1, await server.WaitingAsync(1, Token)); // for its EHLO
        Assert.Single(bench.Network.Tried);
        server.Open(1);
        Assert.Equal(2, await server.WaitingAsync(2, Token)); // the first message, and the second connection
        await RoundsAsync(bench, server, connections: 5);
        Assert.InRange(server.Messages, 2 + 3 + 4, 20); // a round each, and what the connections that were there did while the next was made
        server.OpenAll();
        await Eventually.IsSoAsync(() => server.Messages == Plenty);
        await bench.StopAsync();

        Assert.Equal(5, bench.Network.Tried.Count);
    }

    [Fact]
    public async Task A_destination_that_is_not_there_costs_one_message_its_attempt_and_is_left_alone()
    {
        await using var bench = Bench(new TestNetwork());
        var numbers = bench.AddMany(5);
        await bench.Queue.ResultsAsync(numbers[0], Token);
        await Eventually.IsSoAsync(() => bench.Engine.Figures[0].Connections == 0);

        Assert.Equal([numbers[0]], bench.Queue.Taken);
        var figures = Assert.Single(bench.Engine.Figures);
        Assert.InRange(figures.BackedOffUntil!.Value - bench.Time.GetUtcNow(), TimeSpan.FromSeconds(48), TimeSpan.FromSeconds(72));
        Assert.Contains("refused", figures.LastError, StringComparison.Ordinal);
        Assert.Equal((figures.BackedOffUntil, figures.LastError), (bench.Engine.PauseOf(bench.Destination)?.Until, bench.Engine.PauseOf(bench.Destination)?.Problem.Text));
        Assert.Equal((0, 1), (figures.Delivered, figures.Deferred));
        Assert.Contains("Nothing is sent to 192.0.2.1:25 until", Assert.Single(bench.Log.Events).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_destination_is_left_alone_for_longer_each_time_and_one_success_makes_all_forgotten()
    {
        var network = new TestNetwork();
        await using var bench = Bench(network);
        var numbers = bench.AddMany(10);
        var pauses = new List<double>();
        for (var n = 0; n < 7; n++)
        {
            await bench.Queue.ResultsAsync(numbers[n], Token);
            await Eventually.IsSoAsync(() => bench.Engine.Figures[0].Connections == 0);
            var pause = bench.Engine.Figures[0].BackedOffUntil!.Value - bench.Time.GetUtcNow();
            pauses.Add(pause.TotalMinutes);
            if (n == 6) network.On(DeliveryBench.SmartHost, new GatedServer(open: true).Connect);
            bench.Time.Advance(pause - TimeSpan.FromMilliseconds(1));
            Assert.Equal(n + 1, bench.Queue.Taken.Count);
            bench.Time.Advance(TimeSpan.FromMilliseconds(2));
        }
        await bench.Queue.ResultsAsync(numbers[^1], Token);

        double[] expected = [1, 2, 4, 8, 15, 15, 15];
        Assert.All(pauses.Zip(expected), pair => Assert.InRange(pair.First, pair.Second * 0.79, pair.Second * 1.21));
        Assert.Null(bench.Engine.Figures[0].BackedOffUntil);
        Assert.Null(bench.Engine.Figures[0].LastError);
    }

    [Fact]
    public async Task A_destination_that_is_to_be_tried_at_once_is_and_its_pauses_begin_anew()
    {
        var network = new TestNetwork();
        await using var bench = Bench(network);
        var numbers = bench.AddMany(5);
        for (var n = 0; n < 3; n++) // the clock stands still
        {
            await bench.Queue.ResultsAsync(numbers[n], Token);
            await Eventually.IsSoAsync(() => bench.Engine.Figures[0].Connections == 0);
            Assert.InRange(bench.Engine.Figures[0].BackedOffUntil!.Value - bench.Time.GetUtcNow(), TimeSpan.FromSeconds(48), TimeSpan.FromSeconds(72));
            if (n == 2) network.On(DeliveryBench.SmartHost, new GatedServer(open: true).Connect);
            bench.Queue.RetryWanted!(bench.Destination);
        }
        foreach (var number in numbers.Skip(3)) Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(await bench.Queue.ResultsAsync(number, Token)).Outcome);
        Assert.Null(bench.Engine.Figures[0].BackedOffUntil);
        Assert.Null(bench.Engine.PauseOf(bench.Destination));
        bench.Queue.RetryWanted!(DeliveryBench.ToMx("example.net")); // one that nothing is known of
    }

    [Fact]
    public async Task A_destination_is_never_left_alone_for_longer_than_a_message_is()
    {
        var retry = new SmtpRelayRetry { First = TimeSpan.FromSeconds(10), Longest = TimeSpan.FromSeconds(15) };
        await using var bench = new DeliveryBench { Network = new TestNetwork(), Options = DeliveryBench.BasicOptions with { Retry = retry } };
        var numbers = bench.AddMany(3);
        var pauses = new List<double>();
        for (var n = 0; n < 3; n++)
        {
            await bench.Queue.ResultsAsync(numbers[n], Token);
            await Eventually.IsSoAsync(() => bench.Engine.Figures[0].Connections == 0);
            var pause = bench.Engine.Figures[0].BackedOffUntil!.Value - bench.Time.GetUtcNow();
            pauses.Add(pause.TotalSeconds);
            bench.Time.Advance(pause + TimeSpan.FromMilliseconds(1));
        }

        double[] expected = [10, 15, 15];
        Assert.All(pauses.Zip(expected), pair => Assert.InRange(pair.First, pair.Second * 0.79, pair.Second * 1.21));
    }

    [Fact]
    public async Task One_connection_too_many_is_no_fault_of_a_message_and_is_not_tried_again_at_once()
    {
        var server = new GatedServer { MaxConnections = 2 };
        await using var bench = Bench(server, new SmtpRelayDelivery { MaxConnectionsPerDestination = 10 });
        bench.AddMany(Plenty);
        await server.WaitingAsync(1, Token);
        await RoundsAsync(bench, server, connections: 3);
        server.OpenAll();
        await Eventually.IsSoAsync(() => server.Messages == Plenty);
        Assert.Equal(1, bench.Engine.Figures[0].ConnectionLimit); // half of the three
        await bench.StopAsync();

        Assert.Equal(0, bench.Engine.Figures[0].Deferred);
        Assert.Equal(3, bench.Network.Tried.Count);
    }

    [Fact]
    public async Task Where_one_connection_is_too_many_only_one_is_ended()
    {
        var server = new GatedServer { MaxConnections = 2 };
        // The one that is ended is on its way out for as long as the other has messages.
        var network = new TestNetwork().On(DeliveryBench.SmartHost, async token => new DeafToQuit(await server.Connect(token)));
        await using var bench = Bench(network, new SmtpRelayDelivery { MaxConnectionsPerDestination = 10 });
        bench.AddMany(Plenty);
        await server.WaitingAsync(1, Token);
        await RoundsAsync(bench, server, connections: 3);
        server.OpenAll();
        await Eventually.IsSoAsync(() => server.Messages == Plenty);

        Assert.Equal(3, bench.Network.Tried.Count);
    }

    [Fact]
    public async Task Connections_do_not_become_more_while_one_is_still_being_made()
    {
        var server = new GatedServer { MaxConnections = 2 };
        var asked = 0;
        var network = new TestNetwork().On(DeliveryBench.SmartHost, async token =>
        {
            if (Interlocked.Increment(ref asked) > server.MaxConnections) await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return await server.Connect(token);
        });
        await using var bench = Bench(network, new SmtpRelayDelivery { MaxConnectionsPerDestination = 10 });
        bench.AddMany(Plenty);
        await server.WaitingAsync(1, Token);
        await RoundsAsync(bench, server, connections: 3);
        server.OpenAll();
        await Eventually.IsSoAsync(() => server.Messages == Plenty - 1); // the last waits for the third connection

        Assert.Equal(3, bench.Network.Tried.Count);
        Assert.Equal(3, bench.Engine.Figures[0].ConnectionLimit);
    }

    [Fact]
    public async Task A_server_that_drops_every_connection_is_left_alone_in_the_end()
    {
        var server = new GatedServer(open: true) { DropsAt = "DATA" };
        await using var bench = Bench(server, new SmtpRelayDelivery { MaxConnectionsPerDestination = 1 });
        bench.AddMany(20);
        await Eventually.IsSoAsync(() => bench.Engine.Figures.Any(figures => figures.BackedOffUntil is not null && figures.Connections == 0));

        Assert.Equal(5, bench.Queue.Taken.Count);
        Assert.Equal(5, bench.Engine.Figures[0].Deferred);
    }

    [Fact]
    public async Task A_connection_carries_as_many_messages_as_it_may()
    {
        var server = new GatedServer(open: true);
        await using var bench = Bench(server, new SmtpRelayDelivery { MaxConnectionsPerDestination = 1, MaxMessagesPerConnection = 3 });
        bench.AddMany(7);
        await Eventually.IsSoAsync(() => server.Messages == 7);
        await bench.StopAsync();

        Assert.Equal([3, 3, 1], server.PerConnection);
        Assert.Equal(3, server.Quits);
    }

    [Fact]
    public async Task A_servers_own_limit_of_messages_is_kept()
    {
        var server = new GatedServer(open: true) { Offers = "LIMITS MAILMAX=2" };
        await using var bench = Bench(server, new SmtpRelayDelivery { MaxConnectionsPerDestination = 1 });
        bench.AddMany(4);
        await Eventually.IsSoAsync(() => server.Messages == 4);

        Assert.Equal([2, 2], server.PerConnection);
    }

    [Fact]
    public async Task A_connection_without_work_is_kept_for_a_while_and_then_ended_in_order()
    {
        var server = new GatedServer(open: true);
        await using var bench = Bench(server, new SmtpRelayDelivery { MaxConnectionsPerDestination = 1, IdleTimeout = TimeSpan.FromSeconds(5) });
        await bench.DeliverAsync();
        await Eventually.IsSoAsync(() => bench.Engine.Figures[0] is { InFlight: 0, Connections: 1 });
        bench.Time.Advance(TimeSpan.FromSeconds(4));
        await bench.DeliverAsync();
        Assert.Single(bench.Network.Tried);
        Assert.Equal(0, server.Quits);
        while (bench.Engine.Figures[0].Connections > 0)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(1, Token);
        }

        Assert.Equal(1, server.Quits);
    }

    [Fact]
    public async Task Messages_go_out_no_faster_than_they_may()
    {
        var server = new GatedServer(open: true);
        await using var bench = Bench(server, new SmtpRelayDelivery { MaxConnectionsPerDestination = 5, MessagesPerMinute = 120, IdleTimeout = TimeSpan.FromHours(1) });
        bench.AddMany(20);
        var sent = new List<int>();
        for (var second = 0; second < 5; second++)
        {
            var due = 2 + 2 * second;
            await Eventually.IsSoAsync(() => server.Messages >= due);
            sent.Add(server.Messages);
            bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([2, 4, 6, 8, 10], sent);
    }

    [Fact]
    public async Task A_slow_destination_delays_no_other()
    {
        var slow = new GatedServer();
        var fast = new GatedServer(open: true);
        var network = new TestNetwork().On("192.0.2.1:25", slow.Connect).On("192.0.2.2:25", fast.Connect).Hangs("192.0.2.3:25");
        await using var bench = Bench(network, new SmtpRelayDelivery { MaxConnections = 10, MaxConnectionsPerDestination = 10 });
        var dead = DeliveryBench.ToSmartHosts(new SmtpSmartHost { Host = "192.0.2.3" });
        var other = DeliveryBench.ToSmartHosts(new SmtpSmartHost { Host = "192.0.2.2" });
        for (var n = 0; n < 20; n++)
        {
            bench.Add(DeliveryBench.Envelope("b@example.net"));
            bench.Add(DeliveryBench.Envelope("b@example.net"), destination: dead);
        }
        await slow.WaitingAsync(1, Token);
        for (var n = 0; n < 20; n++) bench.Add(DeliveryBench.Envelope("b@example.net"), destination: other);
        await Eventually.IsSoAsync(() => fast.Messages == 20);

        Assert.Equal(0, slow.Messages);
    }

    [Fact]
    public async Task Where_silent_destinations_have_all_connections_others_wait_no_longer_than_a_reply_may_take()
    {
        var (silent, waiting) = (new SemaphoreSlim(0), new GatedServer(open: true));
        var network = new TestNetwork().On("192.0.2.3:25", waiting.Connect);
        foreach (var address in (string[])["192.0.2.1:25", "192.0.2.2:25"]) network.On(address, new ScriptedStream(SmtpScript.Parse("")) { OnSilence = () => silent.Release() });
        await using var bench = Bench(network, new SmtpRelayDelivery { MaxConnections = 2 });
        bench.Add(DeliveryBench.Envelope("b@example.net"));
        bench.Add(DeliveryBench.Envelope("b@example.net"), destination: DeliveryBench.ToSmartHosts(new SmtpSmartHost { Host = "192.0.2.2" }));
        await silent.WaitAsync(Token);
        await silent.WaitAsync(Token);
        var delivery = bench.DeliverAsync(DeliveryBench.Envelope("b@example.net"), destination: DeliveryBench.ToSmartHosts(new SmtpSmartHost { Host = "192.0.2.3" }));
        var took = await bench.Time.AdvanceUntilAsync(delivery, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(8));

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(await delivery).Outcome);
        Assert.True(took >= TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task No_destination_takes_all_connections_while_others_wait()
    {
        var greedy = new GatedServer(open: true);
        var modest = Enumerable.Range(0, 6).Select(_ => new GatedServer(open: true)).ToArray();
        var network = new TestNetwork().On(DeliveryBench.SmartHost, greedy.Connect);
        for (var n = 0; n < modest.Length; n++) network.On(FormattableString.Invariant($"192.0.2.{50 + n}:25"), modest[n].Connect);
        await using var bench = Bench(network, new SmtpRelayDelivery { MaxConnections = 2, MaxConnectionsPerDestination = 2, IdleTimeout = TimeSpan.FromHours(1) });
        bench.AddMany(5000);
        await Eventually.IsSoAsync(() => greedy.Messages > 100);
        var destinations = modest.Select((_, n) => DeliveryBench.ToSmartHosts(new SmtpSmartHost { Host = FormattableString.Invariant($"192.0.2.{50 + n}") })).ToArray();
        foreach (var destination in destinations) bench.Add(DeliveryBench.Envelope("b@example.net"), destination: destination);
        await Eventually.IsSoAsync(() => modest.All(server => server.Messages == 1));
        await Eventually.IsSoAsync(() => greedy.Messages == 5000);

        Assert.True(network.MaxOpen <= 2, $"{network.MaxOpen} connections were open at once.");
        Assert.All(bench.Engine.Figures.SelectMany(figures => new[] { figures.Deferred }), deferred => Assert.Equal(0, deferred));
    }

    [Fact]
    public async Task Many_destinations_share_few_connections_to_the_end()
    {
        var servers = Enumerable.Range(1, 40).ToDictionary(n => FormattableString.Invariant($"192.0.2.{n}"), _ => new GatedServer(open: true));
        var network = new TestNetwork();
        foreach (var (address, server) in servers) network.On($"{address}:25", server.Connect);
        await using var bench = Bench(network, new SmtpRelayDelivery { MaxConnections = 4, MaxConnectionsPerDestination = 3, IdleTimeout = TimeSpan.FromHours(1) });
        var destinations = servers.Keys.Select(address => DeliveryBench.ToSmartHosts(new SmtpSmartHost { Host = address })).ToArray();
        for (var n = 0; n < 50; n++)
        {
            foreach (var destination in destinations) bench.Add(DeliveryBench.Envelope("b@example.net"), destination: destination);
        }
        await Eventually.IsSoAsync(() => servers.Values.All(server => server.Messages == 50));
        await bench.StopAsync();

        Assert.True(network.MaxOpen <= 4, $"{network.MaxOpen} connections were open at once.");
        Assert.Equal(0, network.Open);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Among_servers_that_fail_now_and_then_each_message_has_one_result_and_it_is_true(int seed)
    {
        const int count = 300;
        var servers = Enumerable.Range(0, 5).Select(n => new GatedServer(open: true) { Chaos = new Random(seed * 10 + n), MaxConnections = 3 }).ToArray();
        var network = new TestNetwork();
        for (var n = 0; n < servers.Length; n++) network.On(FormattableString.Invariant($"192.0.2.{n + 1}:25"), servers[n].Connect);
        await using var bench = Bench(network, new SmtpRelayDelivery { MaxConnections = 8, MaxMessagesPerConnection = 20, IdleTimeout = TimeSpan.FromSeconds(1) });
        var destinations = servers.Select((_, n) => DeliveryBench.ToSmartHosts(new SmtpSmartHost { Host = FormattableString.Invariant($"192.0.2.{n + 1}") })).ToArray();
        var numbers = Enumerable.Range(0, count).Select(n =>
            bench.Add(DeliveryBench.Envelope("b@example.net") with { Sender = FormattableString.Invariant($"{n}@example.org") }, destination: destinations[n % destinations.Length])).ToArray();
        var all = Task.WhenAll(numbers.Select(number => bench.Queue.ResultsAsync(number, Token)));
        await bench.Time.AdvanceUntilAsync(all, TimeSpan.FromSeconds(30), TimeSpan.FromDays(10));
        await bench.StopAsync();

        var taken = servers.SelectMany(server => server.Senders).ToLookup(sender => sender);
        var results = await all;
        for (var n = 0; n < count; n++)
        {
            var result = Assert.Single(results[n]);
            var copies = taken[FormattableString.Invariant($"{n}@example.org")].Count();
            Assert.InRange(copies, result.Outcome == DeliveryOutcome.Delivered ? 1 : 0, 1);
            if (copies == 1 && result.Outcome == DeliveryOutcome.Deferred) Assert.True(result.IsReply || result.Text.Contains("may have been delivered", StringComparison.Ordinal));
            Assert.Contains(result.Outcome, new[] { DeliveryOutcome.Delivered, DeliveryOutcome.Deferred });
        }
        Assert.InRange(results.Count(result => result[0].Outcome == DeliveryOutcome.Delivered), count / 2, count);
        Assert.True(network.MaxOpen <= 8);
        Assert.Equal(0, network.Open);
        Assert.Equal(0, bench.Spool.Open);
        Assert.All(bench.Engine.Figures, figures => Assert.Equal((0, 0), (figures.Connections, figures.InFlight)));
    }

    [Fact]
    public async Task The_figures_tell_how_it_goes()
    {
        var server = new GatedServer();
        await using var bench = Bench(server, new SmtpRelayDelivery { MaxConnectionsPerDestination = 1 });
        Assert.Empty(bench.Engine.Figures);
        var number = bench.Add(DeliveryBench.Envelope("a@example.net", "b@example.net"));
        await server.WaitingAsync(1, Token);

        Assert.Equal(new DestinationFigures("192.0.2.1:25", 1, 1, 1, null, null, 0, 0), Assert.Single(bench.Engine.Figures));
        server.OpenAll();
        await bench.Queue.ResultsAsync(number, Token);
        await Eventually.IsSoAsync(() => bench.Engine.Figures[0].InFlight == 0);
        Assert.Equal(2, bench.Engine.Figures[0].Delivered);
    }

    private static DeliveryBench Bench(GatedServer server, SmtpRelayDelivery delivery) => Bench(new TestNetwork().On(DeliveryBench.SmartHost, server.Connect), delivery);

    private static DeliveryBench Bench(TestNetwork network, SmtpRelayDelivery? delivery = null) =>
        new() { Network = network, Options = DeliveryBench.BasicOptions with { Delivery = delivery ?? new SmtpRelayDelivery() } };

    /// <summary>Lets each connection have a reply, again and again, until there were so many connections.</summary>
    private static async Task RoundsAsync(DeliveryBench bench, GatedServer server, int connections)
    {
        while (true)
        {
            var (tried, waiting) = (bench.Network.Tried.Count, await server.WaitingAsync(0, Token));
            if (tried >= connections) return;
            // When all wait again, all that they were told before is counted. Where that makes room for one more connection, it is to have its reply too.
            if (waiting == Math.Min(tried, server.MaxConnections) && bench.Engine.Figures[0].ConnectionLimit <= tried && bench.Network.Tried.Count == tried) server.Open(waiting);
            else await Task.Delay(1, Token);
        }
    }
}
