using System.Globalization;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>Mail servers that hand their mail to the relay.</summary>
public class ServersIntoRelayTests(PeerSet peers) : RelayInteropTests(peers)
{
    [Fact]
    public async Task Postfix_empties_its_queue_into_the_relay()
    {
        const int count = 60;
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint, options => options with { AllowNetworks = [] });
        await using var postfix = await PostfixClient.StartAsync(relay, Token);

        var source = Path.Combine(Path.GetDirectoryName(PeerProgram.Known["postfix"].Path)!, "smtp-source");
        (await PeerCommand.RunAsync(source,
            ["-s", "5", "-m", count.ToString(CultureInfo.InvariantCulture), "-l", "3000", "-N", "-f", "alice@interop.test", "-t", "user@elsewhere.example", $"inet:127.0.0.1:{Port(postfix.EndPoint)}"], Token))
            .OrThrow("smtp-source");

        await sink.WaitForMessagesAsync(count, Token);
        await relay.WaitUntilEmptyAsync(Token);
        Assert.Equal(count, sink.MessageCount);
        Assert.Equal(count, sink.Messages.Select(message => Assert.Single(message.Envelope.Recipients).To.Address!.ToString()).Distinct().Count());
        Assert.All(sink.Messages, message => Assert.True(message.Content.Length > 3000));
        Assert.All(sink.Messages, message => Assert.Contains(" with ESMTPSA id ", ReceivedField(message), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_Postfix_relays_is_what_it_was_given()
    {
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);
        await using var postfix = await PostfixClient.StartAsync(relay, Token);
        var message = new SampleMessage();

        await using (var client = await PlainClient.ConnectAsync(postfix.EndPoint, Token))
            await client.SendAsync(message.DataOctets, "<alice@interop.test> BODY=8BITMIME RET=HDRS ENVID=office-1", ["<bob@interop.test> NOTIFY=FAILURE ORCPT=rfc822;robert@interop.test", "carol@interop.test"], Token);

        await sink.WaitForMessagesAsync(1, Token);
        var arrived = Assert.Single(sink.Messages);
        AssertSame(message, arrived, received: 2);
        Assert.Equal(("office-1", 2), (arrived.Envelope.Mail.EnvelopeId, arrived.Envelope.Recipients.Count));
        Assert.Equal("robert@interop.test", arrived.Envelope.Recipients[0].OriginalRecipient!.Address);
        // Cyrus SASL takes the best that both know.
        Assert.Contains("SCRAM-SHA-256", (await relay.WaitForAsync(SmtpTraceKind.Authenticated, Token)).ToString(), StringComparison.Ordinal);
        await postfix.WaitForLogAsync("Verified TLS connection established to 127.0.0.1", Token);
        var queueId = (await relay.WaitForAsync(SmtpTraceKind.Accepted, Token)).QueueId;
        Assert.Contains("dsn=2.0.0, status=sent", await postfix.WaitForLogAsync($"queued as {queueId}", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exim_hands_messages_over_in_chunks()
    {
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint, options => options with { AllowNetworks = [] });
        using var exim = new EximClient(relay);
        var messages = Enumerable.Range(0, 5).Select(_ => new SampleMessage()).ToList();

        // Two runs over the queue: the first sorts by host, the second sends, several by one connection.
        foreach (var message in messages) await exim.QueueAsync(WriteFile("message", message.UnixOctets), "alice@interop.test", ["bob@interop.test", "carol@interop.test"], Token);
        await exim.RunQueueAsync(Token);

        await sink.WaitForMessagesAsync(messages.Count, Token);
        await relay.WaitUntilEmptyAsync(Token);
        foreach (var message in messages) AssertSame(message, Assert.Single(sink.Messages, arrived => arrived.Text.Contains(message.MessageId, StringComparison.Ordinal)), received: 2);
        var deliveries = (await exim.ReadLogAsync(Token)).Where(line => line.Contains(" => ", StringComparison.Ordinal)).ToList();
        Assert.Equal(messages.Count, deliveries.Count);
        Assert.All(deliveries, line => Assert.Contains(" K ", line, StringComparison.Ordinal)); // CHUNKING: BDAT was used
        Assert.All(deliveries, line => Assert.Contains(" X=TLS1.", line, StringComparison.Ordinal));
        Assert.All(deliveries, line => Assert.Contains("C=\"250 2.0.0 ", line, StringComparison.Ordinal));
        var accepted = (await relay.WaitForTheWholeStoryAsync(Token)).Where(entry => entry.Kind == SmtpTraceKind.Accepted).ToList();
        Assert.Equal(Enumerable.Repeat<string?>(RunningRelay.UserName, messages.Count), accepted.Select(entry => entry.User));
        Assert.Single(accepted.Select(entry => entry.Session).Distinct());
    }
}
