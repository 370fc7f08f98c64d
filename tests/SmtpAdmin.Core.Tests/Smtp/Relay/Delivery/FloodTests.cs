using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class FloodTests
{
    private const int Connections = 4;
    private const int Messages = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_messages_flood_in_one_goes_out_at_a_time_and_the_connections_are_kept_for_afterwards()
    {
        var server = new GatedServer();
        await using var bench = new DeliveryBench
        {
            Network = new TestNetwork().On(DeliveryBench.SmartHost, server.Connect),
            Options = DeliveryBench.BasicOptions with { Delivery = new SmtpRelayDelivery { MaxConnectionsPerDestination = Connections } },
        };
        bench.AddMany(Messages);
        await server.WaitingAsync(1, Token);
        while (bench.Network.Tried.Count < Connections)
        {
            server.Open(await server.WaitingAsync(bench.Network.Tried.Count, Token));
            await Task.Delay(1, Token);
        }
        await server.WaitingAsync(Connections, Token);

        bench.Queue.IsFlooded = true;
        while (bench.Engine.Figures[0].InFlight > 1) await RoundAsync(server);
        for (var round = 0; round < 5; round++)
        {
            var sent = server.Messages;
            await RoundAsync(server);
            Assert.Equal(1, bench.Engine.Figures[0].InFlight);
            Assert.Equal(sent + 1, server.Messages);
        }

        bench.Queue.IsFlooded = false;
        bench.Time.Advance(IntakeFlood.Window);
        while (bench.Engine.Figures[0].InFlight < Connections) await Task.Delay(1, Token);
        Assert.Equal(Connections, bench.Network.Tried.Count);
        server.OpenAll();
        while (server.Messages < Messages) await Task.Delay(1, Token);
    }

    /// <summary>Lets all go on that wait for the server, and waits for what comes of it.</summary>
    private static async Task RoundAsync(GatedServer server)
    {
        server.Open(await server.WaitingAsync(1, Token));
        await server.WaitingAsync(1, Token);
    }
}
