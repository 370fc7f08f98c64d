using System.Globalization;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>
/// The relay is killed at random moments under load, again and again. Whatever was answered 250 arrives, whole; and no more comes twice than was
/// under way when it was killed. SMTPADMIN_RELAY_KILLS sets how many times: 20 unless set, 200 and more for the long run.
/// </summary>
public sealed class KillTests
{
    private const int Connections = 8;
    private const int DeliveryConnections = 10;
    private const int InFlight = 5; // messages a connection whose delivery may not be stored yet: the last one, and four that wait for the disk
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Nothing_that_was_promised_is_lost_when_the_relay_is_killed_again_and_again()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("SMTPADMIN_RELAY_KILLS") ?? "20", CultureInfo.InvariantCulture);
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { MaxKeptMessages = int.MaxValue, MaxKeptOctets = long.MaxValue });
        using var folder = new RelayFolder();
        var configuration = folder.Write($$"""
            {
              "spoolPath": "spool", "hostName": "relay.lab.test", "listen": ["127.0.0.1:0"],
              "smartHost": [{ "host": "127.0.0.1", "port": {{sink.EndPoint.Port}} }],
              "delivery": { "maxConnectionsPerDestination": {{DeliveryConnections}} },
              "retry": { "first": "1s", "longest": "2s", "expireAfter": "1d" }
            }
            """);
        var random = new Random();
        var sender = new NumberedSender();
        for (var kill = 0; kill < kills; kill++)
        {
            await using var relay = await RelayProcess.StartAsync(configuration);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var sending = sender.SendAsync(relay.EndPoints[0], Connections, most: 2000, stop.Token);
            // Every other time not before the first message was taken: on a busy machine, a relay that has just started may be slower than chance.
            if (kill % 2 == 0) await sender.WaitForMoreAsync(HangGuard, cancellationToken);
            await Task.Delay(random.Next(20, 400), cancellationToken); // the one thing left to chance
            await relay.KillAsync();
            await stop.CancelAsync();
            await sending;
        }

        await using var last = await RelayProcess.StartAsync(configuration);
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        guard.CancelAfter(HangGuard);
        var arrived = await AllArrivedAsync(sink, sender, guard.Token);

        Assert.NotEmpty(sender.Accepted);
        Assert.All(arrived, delivered => Assert.InRange(delivered.Value, 1, 1 + kills));
        var repeated = arrived.Values.Sum(times => times - 1);
        Assert.InRange(repeated, 0, kills * DeliveryConnections * InFlight);
        // What came without a 250 that we read: its answer was on its way when the relay died.
        Assert.InRange(arrived.Keys.Count(number => !sender.Accepted.ContainsKey(number)), 0, kills * Connections);
        TestContext.Current.SendDiagnosticMessage($"{kills} kills, {sender.Accepted.Count} messages accepted, {arrived.Count} arrived, {repeated} of them once more");
    }

    private static async Task<Dictionary<int, int>> AllArrivedAsync(LabSmtpSink sink, NumberedSender sender, CancellationToken cancellationToken)
    {
        var arrived = new Dictionary<int, int>();
        var seen = 0;
        while (true)
        {
            var messages = sink.Messages;
            foreach (var message in messages.Skip(seen))
            {
                var number = NumberedMessage.Read(message.Text);
                arrived[number] = arrived.GetValueOrDefault(number) + 1;
            }
            seen = messages.Count;
            var missing = sender.Accepted.Keys.Where(number => !arrived.ContainsKey(number)).ToList();
            if (missing.Count == 0) return arrived;
            try
            {
                await sink.WaitForMessagesAsync(seen + 1, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{missing.Count} of {sender.Accepted.Count} messages that were promised did not arrive, such as {string.Join(", ", missing.Take(10))}.");
            }
        }
    }
}
