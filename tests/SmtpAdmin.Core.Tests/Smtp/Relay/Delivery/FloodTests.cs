using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class FloodTests
{
    private const int Connections = 4;
    private const int Messages = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_messages_flood_in_as_many_go_out_as_may_and_the_connections_are_kept_for_afterwards()
    {
        var server = new GatedServer();
        await using var bench = new DeliveryBench
        {
            Network = new TestNetwork().On(DeliveryBench.SmartHost, server.Connect),
            Options = DeliveryBench.BasicOptions with { Delivery = new SmtpRelayDelivery { MaxConnectionsPerDestination = Connections, IdleTimeout = TimeSpan.FromDays(1) } },
        };
        bench.AddMany(Messages);
        await server.WaitingAsync(1, Token);
        while (bench.Network.Tried.Count < Connections)
        {
            server.Open(await server.WaitingAsync(bench.Network.Tried.Count, Token));
            await Task.Delay(1, Token);
        }
        await server.WaitingAsync(Connections, Token);

        bench.Queue.Allowance = 0;
        server.OpenAll();
        while (InFlight(bench) > 0) await Task.Delay(1, Token);
        for (var round = 1; round <= 5; round++)
        {
            var sent = server.Messages;
            bench.Queue.Allowance = round;
            while (server.Messages < sent + round || InFlight(bench) > 0) await NextWindowAsync(bench);
            Assert.Equal(sent + round, server.Messages);
            Assert.Equal(0, bench.Queue.Allowance);
        }

        bench.Queue.Allowance = null;
        while (server.Messages < Messages) await NextWindowAsync(bench);
        Assert.Equal(Connections, bench.Network.Tried.Count);
    }

    private static Task NextWindowAsync(DeliveryBench bench)
    {
        bench.Time.Advance(IntakeFlood.Window);
        return Task.Delay(1, Token);
    }

    private static int InFlight(DeliveryBench bench) => bench.Engine.Figures[0].InFlight;
}
