using System.Globalization;
using System.Net;
using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Smtp.Relay.Configuration;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Fuzz;

/// <summary>Noise against a whole relay. SMTPADMIN_RELAY_FUZZ_SECONDS says for how long, with another seed for each round.</summary>
public sealed class RelayFuzzTests : IDisposable
{
    private const int Sessions = 200; // of a round
    private const int AtOnce = 16;
    private const int FewestRounds = 3;
    private const long MostGrowth = 48L * 1024 * 1024; // octets

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whatever_is_sent_to_it_a_relay_answers_in_replies_keeps_what_it_accepted_and_nothing_that_is_no_mail()
    {
        var seconds = int.Parse(Environment.GetEnvironmentVariable("SMTPADMIN_RELAY_FUZZ_SECONDS") ?? "0", CultureInfo.InvariantCulture);
        var end = Environment.TickCount64 + (seconds * 1000L);
        await using var relay = await SmtpRelay.StartAsync(Options, new StubResolver(), TimeProvider.System, Token);
        var server = IPEndPoint.Parse(relay.GetStatus().Listeners[0].EndPoint);
        var (accepted, baseline) = (0L, 0L);
        for (var round = 1; round <= FewestRounds || Environment.TickCount64 < end; round++)
        {
            accepted += await RoundAsync(relay, server, round <= FewestRounds ? round : Random.Shared.Next());
            Assert.Equal(accepted, relay.GetStatus().Counters!.AcceptedMessages);
            var memory = GC.GetTotalMemory(forceFullCollection: true);
            if (round == FewestRounds) baseline = memory;
            else if (round > FewestRounds) Assert.True(memory < baseline + MostGrowth, $"Memory grew from {baseline} to {memory} octets in round {round}.");
        }
        Assert.True(accepted > FewestRounds * Sessions / 10, $"Too little was accepted to say anything: {accepted} messages.");
        var status = relay.GetStatus();
        Assert.Equal(SmtpRelayState.Running, status.State);
        // A login that fails is told; an error of the relay's own would be named here.
        Assert.DoesNotContain(status.LastErrors, error => error.Text.Contains("Exception", StringComparison.Ordinal));
        TestContext.Current.SendDiagnosticMessage($"{status.Counters!.Connections} connections, {accepted} messages accepted, {status.Counters.Refused} refused");
    }

    private SmtpRelayOptions Options => new()
    {
        SpoolPath = Path.Combine(_folder.Path, "spool"),
        HostName = "relay.example.org",
        Listeners = [new SmtpRelayListener { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }],
        Certificate = () => TestCertificates.Server,
        Routes = [new SmtpRelayRoute { SmartHosts = [new SmtpSmartHost { Host = "127.0.0.1", Port = 9 }] }], // where nobody is
        Audit = new SmtpRelayAudit { MaxFileSize = 4 * 1024 * 1024 },
        MinimumFreeSpace = 0,
    };

    /// <summary>Plays some hundred sessions, looks at each message that came of it, and removes them.</summary>
    /// <returns>How many messages were accepted.</returns>
    private static async Task<int> RoundAsync(SmtpRelay relay, IPEndPoint server, int seed)
    {
        var names = new List<string>();
        await Parallel.ForAsync(0, Sessions, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token }, async (session, token) =>
        {
            var told = await FuzzClient.PlayAsync(server, new Random(unchecked((seed * 31) + session)), token);
            lock (names) names.AddRange(told);
        });
        while (relay.GetStatus().Listeners[0].Connections > 0) await Task.Delay(5, Token);

        await using var access = await SmtpRelayAccess.OpenAsync(relay.SpoolPath, TimeProvider.System, Token);
        var kept = new HashSet<string>();
        await foreach (var item in access.ListAsync(SmtpQueueFilter.All, Token))
        {
            kept.Add(item.QueueId);
            Assert.All(item.Recipients, recipient => Assert.True(EmailAddress.TryParse(recipient.Address, out _, out var _), $"'{recipient.Address}' is no address (seed {seed})."));
            await CheckAsync(access, item.QueueId, seed);
        }
        Assert.Empty(names.Except(kept));
        await foreach (var _ in access.ChangeAsync(SmtpQueueAction.Remove, SmtpQueueFilter.All, Token)) { }
        return kept.Count;
    }

    private static async Task CheckAsync(ISmtpRelayAccess access, string queueId, int seed)
    {
        using var copy = new MemoryStream();
        await access.ExportAsync(queueId, copy, Token);
        var text = Encoding.Latin1.GetString(copy.ToArray());
        Assert.StartsWith("Received: from ", text, StringComparison.Ordinal);
        Assert.True(!text.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny('\r', '\n'), $"Message {queueId} has a line that ends in CR or LF alone (seed {seed}).");
    }
}
