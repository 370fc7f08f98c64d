using System.Net;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>The relay and servers that take its mail: OpenSMTPD, Exim, Haraka, and the lab's sink, which does wrong what it is told to.</summary>
public class RelayToOthersTests(PeerSet peers) : RelayInteropTests(peers)
{
    [Fact]
    public async Task Mail_arrives_at_Exim_over_TLS_that_was_checked()
    {
        await Peers.Exim.RequireAsync();
        await using var relay = await StartAsync(Peers.Exim.EndPoint, Peers.Exim.Authority, new PasswordCredential(EximPeer.UserName, RelaySecret.FromText(EximPeer.Password)));
        var message = new SampleMessage();

        await SendAsync(relay, message, "alice@interop.test", "bob@interop.test", "someone@elsewhere.example");

        AssertSame(message, await Peers.Exim.WaitForMailAsync("bob", message.MessageId, Token));
        await relay.WaitUntilEmptyAsync(Token);
        var delivered = await relay.WaitForAsync(SmtpTraceKind.Delivered, Token);
        Assert.StartsWith("TLS 1.", delivered.Tls, StringComparison.Ordinal);
        Assert.Contains(" A=", await Peers.Exim.WaitForLogAsync(message.MessageId[1..^1], Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Exim_refuses_comes_back_with_a_status_though_it_gives_none()
    {
        await Peers.Exim.RequireAsync();
        await using var relay = await StartAsync(Peers.Exim.EndPoint, Peers.Exim.Authority);
        var message = new SampleMessage();

        await SendAsync(relay, message, "alice@interop.test", "nobody@interop.test");

        var bounce = await Peers.Exim.WaitForMailAsync("alice", message.MessageId, Token);
        var report = await ReadReport.ReadAsync(WriteFile("bounce.eml", bounce.Octets), Token);
        Assert.Empty(report.Defects);
        Assert.StartsWith("5.", report.Status[1]["status"], StringComparison.Ordinal);
        Assert.StartsWith("smtp; 550 Unknown user", report.Status[1]["diagnostic-code"], StringComparison.Ordinal);
        await relay.WaitUntilEmptyAsync(Token);
    }

    [Fact]
    public async Task Mail_arrives_at_OpenSMTPD_whether_its_handshake_works_or_not()
    {
        await Peers.OpenSmtpd.RequireAsync();
        await using var relay = await StartAsync(Peers.OpenSmtpd.EndPoint, Peers.OpenSmtpd.Authority, policy: RelayTlsPolicy.Opportunistic);
        var messages = Enumerable.Range(0, 5).Select(_ => new SampleMessage()).ToList();

        foreach (var message in messages) await SendAsync(relay, message, "alice@interop.test", "bob@interop.test");

        foreach (var message in messages) AssertSame(message, await Peers.OpenSmtpd.WaitForMailAsync("bob", message.MessageId, Token));
        var events = await relay.WaitForTheWholeStoryAsync(Token);
        Assert.Equal(Peers.OpenSmtpd.TlsWorks, events.First(entry => entry.Kind == SmtpTraceKind.Delivered).Tls is not null);
        Assert.DoesNotContain(events, entry => entry.Kind == SmtpTraceKind.Deferred);
    }

    [Fact]
    public async Task A_handshake_that_breaks_makes_mail_wait_where_TLS_is_a_must()
    {
        await Peers.OpenSmtpd.RequireAsync();
        if (Peers.OpenSmtpd.TlsWorks) Assert.Skip("this opensmtpd makes its TLS handshakes");
        await using var relay = await StartAsync(Peers.OpenSmtpd.EndPoint, Peers.OpenSmtpd.Authority, policy: RelayTlsPolicy.Encrypt);

        await SendAsync(relay, new SampleMessage(), "alice@interop.test", "bob@interop.test");

        Assert.Equal("4.7.5", (await relay.WaitForAsync(SmtpTraceKind.Deferred, Token)).Status);
    }

    [Fact]
    public async Task Mail_arrives_at_Haraka_over_TLS_that_was_checked()
    {
        await Peers.Haraka.RequireAsync();
        await using var relay = await StartAsync(Peers.Haraka.EndPoint, Peers.Haraka.Authority);
        var messages = Enumerable.Range(0, 20).Select(_ => new SampleMessage()).ToList();

        foreach (var message in messages) await SendAsync(relay, message, "alice@interop.test", "bob@interop.test");

        foreach (var message in messages) AssertSame(message, await Peers.Haraka.WaitForMailAsync("bob", message.MessageId, Token));
        await relay.WaitUntilEmptyAsync(Token);
        Assert.Equal(messages.Count, relay.Status.Counters!.Delivered);
    }

    [Fact]
    public async Task What_Haraka_refuses_comes_back()
    {
        await Peers.Haraka.RequireAsync();
        await using var relay = await StartAsync(Peers.Haraka.EndPoint, Peers.Haraka.Authority);
        var message = new SampleMessage();

        await SendAsync(relay, message, "alice@interop.test", "nobody@interop.test", "bob@interop.test");

        AssertSame(message, await Peers.Haraka.WaitForMailAsync("bob", message.MessageId, Token));
        var bounce = await Peers.Haraka.WaitForMailAsync("alice", message.MessageId, Token);
        Assert.Contains("Final-Recipient: rfc822; nobody@interop.test", System.Text.Encoding.UTF8.GetString(bounce.Octets), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_smart_host_takes_what_a_dead_one_cannot()
    {
        await using var dead = LabSmtpSink.Start(new LabSmtpSinkOptions { AcceptConnections = false });
        await using var busy = LabSmtpSink.Start(new LabSmtpSinkOptions { Faults = [LabFault.ReplyWith(LabStage.Banner, "421 4.3.2 busy")] });
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync([.. new[] { dead, busy, sink }.Select(server => Server(server.EndPoint))]);
        var messages = Enumerable.Range(0, 20).Select(_ => new SampleMessage()).ToList();

        foreach (var message in messages) await SendAsync(relay, message, "alice@interop.test", "bob@interop.test");

        await relay.WaitUntilEmptyAsync(Token);
        Assert.Equal((messages.Count, 0L), ((int)sink.MessageCount, busy.MessageCount));
        Assert.Equal(0, relay.Status.Counters!.Deferred);
    }

    [Theory]
    [InlineData(LabStage.Banner, LabFaultKind.Close, 1)]
    [InlineData(LabStage.Banner, LabFaultKind.Garbage, 1)]
    [InlineData(LabStage.Ehlo, LabFaultKind.Reset, 1)]
    [InlineData(LabStage.MailFrom, LabFaultKind.CloseMidReply, 1)]
    [InlineData(LabStage.RcptTo, LabFaultKind.Reset, 1)]
    [InlineData(LabStage.Data, LabFaultKind.Close, 1)]
    [InlineData(LabStage.Content, LabFaultKind.Reset, 1)]
    [InlineData(LabStage.Message, LabFaultKind.Close, 2)] // nobody can know whether it was taken
    public async Task A_connection_that_breaks_loses_nothing(LabStage stage, LabFaultKind kind, int copies)
    {
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Faults = [new LabFault(stage, kind) { Times = 1 }] });
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint);
        var message = new SampleMessage();

        await SendAsync(relay, message, "alice@interop.test", "bob@interop.test");

        var events = await relay.WaitForTheWholeStoryAsync(Token);
        Assert.Equal(copies, sink.MessageCount);
        Assert.All(sink.Messages, arrived => AssertSame(message, arrived));
        Assert.Contains(events, entry => entry.Kind == SmtpTraceKind.Deferred && entry.Status!.StartsWith("4.", StringComparison.Ordinal));
    }

    private static SmtpSmartHost Server(IPEndPoint server) => new() { Host = server.Address.ToString(), Port = server.Port };

    private static Task<RunningRelay> StartAsync(
        IPEndPoint server, X509Certificate2 authority, ISmtpCredentialSource? credentials = null, RelayTlsPolicy policy = RelayTlsPolicy.Required) =>
        RunningRelay.StartAsync(
            [Server(server) with { Tls = policy, Credentials = credentials }], options => options with { Delivery = options.Delivery with { AdditionalTrustRoots = [authority] } });
}
