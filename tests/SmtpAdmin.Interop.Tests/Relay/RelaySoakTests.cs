using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>Mail to a server that fails much of the time. A few seconds, or as many as SMTPADMIN_RELAY_SOAK_SECONDS says: 600 for the long run.</summary>
public class RelaySoakTests(PeerSet peers) : RelayInteropTests(peers)
{
    private const int Clients = 4;
    private const int MaxQueued = 2000;

    [Fact]
    public async Task What_was_taken_arrives_once_whatever_the_next_server_puts_off()
    {
        var duration = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("SMTPADMIN_RELAY_SOAK_SECONDS") ?? "8", CultureInfo.InvariantCulture));
        await using var sink = new FlakySink(0.3);
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);
        var promised = new ConcurrentBag<string>();

        using (var time = new CancellationTokenSource(duration))
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => SendAllAsync(relay, client, promised, time.Token)));
        await relay.WaitUntilEmptyAsync(Token);

        TestContext.Current.TestOutputHelper?.WriteLine($"{promised.Count} deliveries, {sink.PutOff} put off, {relay.Status.Counters}");
        Assert.True(promised.Count > 100, $"only {promised.Count}");
        Assert.Empty(promised.Where(each => !sink.Taken.ContainsKey(each)));
        Assert.Empty(sink.Taken.Where(each => each.Value != 1));
        Assert.Equal(promised.Count, sink.Taken.Count);
        var counters = relay.Status.Counters!;
        Assert.Equal((promised.Count, 0L, 0L), ((int)counters.Delivered, counters.Failed, counters.Bounced));
        Assert.True(sink.PutOff > promised.Count / 4, "the sink put off too little");
    }

    private static async Task SendAllAsync(RunningRelay relay, int client, ConcurrentBag<string> promised, CancellationToken time)
    {
        for (var number = 0; !time.IsCancellationRequested;)
        {
            await using var connection = await PlainClient.ConnectAsync(relay.EndPoint, Token);
            for (var burst = 0; burst < 50 && !time.IsCancellationRequested; burst++, number++)
            {
                while (relay.Status.Queue.Messages > MaxQueued && !time.IsCancellationRequested) await Task.Delay(20, Token);
                var subject = string.Create(CultureInfo.InvariantCulture, $"m{client}-{number}");
                var recipients = Enumerable.Range(0, 1 + (number % 3)).Select(at => $"user{at}@interop.test").ToList();
                var data = Encoding.ASCII.GetBytes($"From: alice@interop.test\r\nSubject: {subject}\r\n\r\n{new string('x', number % 900)}\r\n.\r\n");
                await connection.SendAsync(data, "alice@interop.test", recipients, Token);
                foreach (var recipient in recipients) promised.Add($"{subject} {recipient}");
            }
        }
    }
}
