using System.Text;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Interop.Tests.Relay;

public class RelayToPostfixTests(PeerSet peers) : RelayInteropTests(peers), IAsyncLifetime
{
    private static readonly SmtpRelayRetry Patient = new(); // the next attempt is minutes away

    private PostfixPeer Postfix => Peers.Postfix;

    public async ValueTask InitializeAsync() => await Postfix.RequireAsync();

    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Mail_arrives_octet_for_octet_over_TLS_that_was_checked()
    {
        await using var relay = await StartAsync(PostfixService.Submission, RelayTlsPolicy.Required);
        var message = new SampleMessage();

        var queueId = await SendAsync(relay, message, "alice@interop.test", "bob@interop.test", "carol@interop.test");

        AssertSame(message, await Postfix.WaitForMailAsync("bob", message.MessageId, Token));
        AssertSame(message, await Postfix.WaitForMailAsync("carol", message.MessageId, Token));
        await relay.WaitUntilEmptyAsync(Token);
        var delivered = await relay.WaitForAsync(SmtpTraceKind.Delivered, Token);
        Assert.Equal((queueId, "2.0.0"), (delivered.QueueId, delivered.Status));
        Assert.StartsWith("TLS 1.", delivered.Tls, StringComparison.Ordinal);
        // Its own name for the message stands in its reply, and so in our log.
        var theirs = delivered.Reply![(delivered.Reply!.LastIndexOf(' ') + 1)..];
        Assert.Contains($"message-id={message.MessageId}", await Postfix.WaitForLogAsync($"{theirs}: message-id=", Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PostfixService.Expired, RelayTlsPolicy.Required, false)]
    [InlineData(PostfixService.WrongName, RelayTlsPolicy.Required, false)]
    [InlineData(PostfixService.SelfSigned, RelayTlsPolicy.Required, false)]
    [InlineData(PostfixService.Plain, RelayTlsPolicy.Required, false)]
    [InlineData(PostfixService.Plain, RelayTlsPolicy.Encrypt, false)]
    [InlineData(PostfixService.Submission, RelayTlsPolicy.Required, true)]
    [InlineData(PostfixService.TlsRequired, RelayTlsPolicy.Required, true)]
    [InlineData(PostfixService.Expired, RelayTlsPolicy.Encrypt, true)]
    [InlineData(PostfixService.Expired, RelayTlsPolicy.Opportunistic, true)]
    [InlineData(PostfixService.WrongName, RelayTlsPolicy.Opportunistic, true)]
    [InlineData(PostfixService.SelfSigned, RelayTlsPolicy.Opportunistic, true)]
    public async Task A_bad_certificate_holds_mail_up_where_a_good_one_is_required(PostfixService service, RelayTlsPolicy policy, bool arrives)
    {
        await using var relay = await StartAsync(service, policy, options => options with { Retry = Patient });
        var message = new SampleMessage(isEightBit: false);

        await SendAsync(relay, message, "alice@interop.test", "bob@interop.test");

        if (arrives)
        {
            AssertSame(message, await Postfix.WaitForMailAsync("bob", message.MessageId, Token));
            var delivered = await relay.WaitForAsync(SmtpTraceKind.Delivered, Token);
            Assert.StartsWith("TLS 1.", delivered.Tls, StringComparison.Ordinal);
            return;
        }
        var deferred = await relay.WaitForAsync(SmtpTraceKind.Deferred, Token);
        Assert.Equal(service == PostfixService.Plain ? "4.7.4" : "4.7.5", deferred.Status);
        var expected = service switch { PostfixService.Expired => "NotTimeValid", PostfixService.WrongName => "not for 127.0.0.1", PostfixService.SelfSigned => "UntrustedRoot", _ => "STARTTLS" };
        Assert.Contains(expected, deferred.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, relay.Status.Queue.Messages);
        Assert.DoesNotContain(await relay.TraceAsync(Token), entry => entry.Kind == SmtpTraceKind.Delivered);
    }

    [Fact]
    public async Task Implicit_TLS_is_spoken_from_the_first_octet()
    {
        await using var relay = await RunningRelay.StartAsync([Server(PostfixService.ImplicitTls, RelayTlsPolicy.Required) with { ImplicitTls = true }], Trusting);
        var message = new SampleMessage();

        await SendAsync(relay, message, "alice@interop.test", "bob@interop.test");

        AssertSame(message, await Postfix.WaitForMailAsync("bob", message.MessageId, Token));
    }

    [Fact]
    public async Task What_is_greylisted_waits_and_arrives()
    {
        await using var relay = await StartAsync(PostfixService.GreylistingOnce, RelayTlsPolicy.Opportunistic);
        var message = new SampleMessage();

        await SendAsync(relay, message, $"{Guid.NewGuid():N}@interop.test", "bob@interop.test", "carol@interop.test");

        AssertSame(message, await Postfix.WaitForMailAsync("bob", message.MessageId, Token));
        AssertSame(message, await Postfix.WaitForMailAsync("carol", message.MessageId, Token));
        var events = await relay.WaitForTheWholeStoryAsync(Token);
        Assert.Equal(["bob@interop.test", "carol@interop.test"], events.Where(entry => entry.Kind == SmtpTraceKind.Deferred).SelectMany(entry => entry.Recipients!).Order(StringComparer.Ordinal));
        Assert.All(events.Where(entry => entry.Kind == SmtpTraceKind.Deferred), entry => Assert.Contains("450 4.2.0", entry.Reply, StringComparison.Ordinal));
        Assert.Equal(2, relay.Status.Counters!.Delivered);
    }

    [Fact]
    public async Task A_refused_recipient_comes_back_as_a_bounce_and_the_others_get_the_mail()
    {
        await using var relay = await StartAsync(PostfixService.Submission, RelayTlsPolicy.Required);
        var message = new SampleMessage();

        var queueId = await SendAsync(relay, message, "<alice@interop.test> ENVID=job+2042", "<nobody@interop.test> ORCPT=rfc822;no+2Dbody@interop.test", "bob@interop.test");

        AssertSame(message, await Postfix.WaitForMailAsync("bob", message.MessageId, Token));
        var bounce = await Postfix.WaitForMailAsync("alice", message.MessageId, Token); // not the queue id: another test's relay may have begun in the same second
        await relay.WaitUntilEmptyAsync(Token);
        var report = await ReadReport.ReadAsync(WriteFile("bounce.eml", bounce.Octets), Token);
        Assert.Empty(report.Defects);
        Assert.Equal("<>", bounce.Field("Return-Path"));
        var recipient = report.Status[1];
        Assert.Equal(queueId, report.Status[0]["x-smtpadmin-queue-id"]);
        Assert.Equal(("job 42", "rfc822; nobody@interop.test", "rfc822; no-body@interop.test"), (report.Status[0]["original-envelope-id"], recipient["final-recipient"], recipient["original-recipient"]));
        Assert.Equal(("failed", "5.1.1"), (recipient["action"], recipient["status"]));
        Assert.StartsWith("smtp; 550 5.1.1 <nobody@interop.test>", recipient["diagnostic-code"], StringComparison.Ordinal);
        Assert.Equal(2, report.Status.Count);
    }

    [Fact]
    public async Task The_relay_logs_in_with_a_password_where_that_is_what_lets_it_relay()
    {
        var password = new PasswordCredential(DovecotSasl.UserName, RelaySecret.FromText(DovecotSasl.Password));
        await using var relay = await StartAsync(PostfixService.Submission, RelayTlsPolicy.Opportunistic, credentials: password);
        var message = new SampleMessage();

        await SendAsync(relay, message, "alice@interop.test", "someone@elsewhere.example");

        await relay.WaitUntilEmptyAsync(Token);
        var queueId = await AssertDeliveredAsync(relay);
        Assert.Contains("sasl_method=SCRAM-SHA-256, sasl_username=alice", await Postfix.WaitForLogAsync($"{queueId}: client=", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_makes_mail_wait_and_shows_nowhere()
    {
        var password = new PasswordCredential(DovecotSasl.UserName, RelaySecret.FromText("hunter-22-wrong"));
        await using var relay = await StartAsync(PostfixService.Submission, RelayTlsPolicy.Required, options => options with { Retry = Patient }, password);

        await SendAsync(relay, new SampleMessage(), "alice@interop.test", "someone@elsewhere.example");

        var deferred = await relay.WaitForAsync(SmtpTraceKind.Deferred, Token);
        Assert.Contains("535 5.7.8", deferred.Reply, StringComparison.Ordinal);
        var description = await relay.DescribeAsync();
        Assert.DoesNotContain("hunter-22", description, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("hunter-22-wrong"u8)[..16], description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_does_not_go_to_a_server_whose_certificate_is_bad()
    {
        var password = new PasswordCredential(DovecotSasl.UserName, RelaySecret.FromText(DovecotSasl.Password));
        await using var relay = await StartAsync(PostfixService.WrongName, RelayTlsPolicy.Opportunistic, options => options with { Retry = Patient }, password);

        await SendAsync(relay, new SampleMessage(), "alice@interop.test", "bob@interop.test");

        Assert.Equal("4.7.5", (await relay.WaitForAsync(SmtpTraceKind.Deferred, Token)).Status);
    }

    [Fact]
    public async Task An_access_token_that_has_expired_is_renewed()
    {
        var tokens = new TokenSource(TimeSpan.FromMinutes(-5), TimeSpan.FromHours(1));
        await using var relay = await StartAsync(PostfixService.Submission, RelayTlsPolicy.Required, credentials: tokens);

        await SendAsync(relay, new SampleMessage(), "alice@interop.test", "someone@elsewhere.example");

        await relay.WaitUntilEmptyAsync(Token);
        var queueId = await AssertDeliveredAsync(relay);
        Assert.Contains("sasl_method=OAUTHBEARER, sasl_username=alice", await Postfix.WaitForLogAsync($"{queueId}: client=", Token), StringComparison.Ordinal);
        Assert.Equal(2, tokens.Given);
    }

    [Fact]
    public async Task The_recipients_mail_hosts_are_found_and_the_dead_one_is_passed_over()
    {
        await Peers.Bind.RequireAsync();
        var resolver = new DnsResolver(new DnsResolverOptions { Servers = [Peers.Bind.EndPoint] }, TimeProvider.System);
        await using var relay = await RunningRelay.StartAsync(
            [], options => Trusting(options) with { Delivery = Trusting(options).Delivery with { MxPort = Postfix[PostfixService.Submission].Port, Tls = RelayTlsPolicy.Required } }, resolver);
        var message = new SampleMessage();

        await SendAsync(relay, message, "alice@interop.test", "bob@delivery.interop.test");

        AssertSame(message, await Postfix.WaitForMailAsync("bob", message.MessageId, Token));
        Assert.Equal("smtp.interop.test", (await relay.WaitForAsync(SmtpTraceKind.Delivered, Token)).Server);
    }

    [Fact]
    public async Task International_mail_goes_out_as_it_came()
    {
        await using var relay = await StartAsync(PostfixService.Submission, RelayTlsPolicy.Required);
        var message = new SampleMessage("\u00e4nn@interop.test", subject: "Gr\u00fc\u00dfe");

        await SendAsync(relay, message, "<\u00e4nn@interop.test> SMTPUTF8 BODY=8BITMIME", "gr\u00e5@interop.test");

        AssertSame(message, await Postfix.WaitForMailAsync("gr\u00e5", message.MessageId, Token));
    }

    [Fact]
    public async Task Octets_above_127_are_encoded_for_a_server_that_does_not_take_them()
    {
        await using var relay = await StartAsync(PostfixService.Plain, RelayTlsPolicy.Opportunistic);
        var message = new SampleMessage();

        await SendAsync(relay, message, "alice@interop.test", "bob@interop.test");

        var mail = await Postfix.WaitForMailAsync("bob", message.MessageId, Token);
        Assert.DoesNotContain(mail.Octets, octet => octet > 127);
        var decoded = await PythonScript.RunAsync("body_decoder.py", [WriteFile("mail", mail.Octets)], "", Token);
        var (text, at) = (Encoding.Latin1.GetString(message.UnixOctets), Encoding.Latin1.GetString(message.UnixOctets).IndexOf("\n\n", StringComparison.Ordinal));
        Assert.Equal(text[(at + 2)..], decoded.GetString()!.Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("5.6.7", "alice@interop.test", "gr\u00e5@interop.test", 1)] // an international address and no SMTPUTF8
    [InlineData("5.3.4", "alice@interop.test", "bob@interop.test", 2000)] // too big: said by SIZE
    public async Task What_the_next_server_cannot_take_comes_back(string status, string from, string to, int times)
    {
        await using var relay = await StartAsync(times > 1 ? PostfixService.Submission : PostfixService.Plain, RelayTlsPolicy.Opportunistic);
        var message = new SampleMessage();
        var data = message.DataOctets.AsSpan(0, message.DataOctets.Length - 3).ToArray();
        byte[] grown = [.. data, .. Enumerable.Repeat(Encoding.ASCII.GetBytes(new string('y', 900) + "\r\n"), times).SelectMany(line => line), .. ".\r\n"u8];

        await using (var client = await PlainClient.ConnectAsync(relay.EndPoint, Token))
            await client.SendAsync(grown, $"<{from}> BODY=8BITMIME{(status == "5.6.7" ? " SMTPUTF8" : "")}", [to], Token);

        var bounce = await Postfix.WaitForMailAsync("alice", message.MessageId, Token);
        var report = await ReadReport.ReadAsync(WriteFile("bounce.eml", bounce.Octets), Token);
        Assert.Equal((status, "failed"), (report.Status[1]["status"], report.Status[1]["action"]));
        Assert.Equal((long)1, relay.Status.Counters!.Bounced);
        await relay.WaitUntilEmptyAsync(Token);
    }

    [Fact]
    public async Task Many_messages_arrive_once_each()
    {
        const int count = 150;
        await using var relay = await StartAsync(PostfixService.Submission, RelayTlsPolicy.Required);
        var messages = Enumerable.Range(0, count).Select(_ => new SampleMessage()).ToList();

        await using (var client = await PlainClient.ConnectAsync(relay.EndPoint, Token))
        {
            foreach (var message in messages) await client.SendAsync(message.DataOctets, "alice@interop.test", ["bob@interop.test"], Token);
        }

        await relay.WaitUntilEmptyAsync(Token);
        foreach (var message in messages) AssertSame(message, await Postfix.WaitForMailAsync("bob", message.MessageId, Token));
        Assert.Equal((count, 0L, 0L), ((int)relay.Status.Counters!.Delivered, relay.Status.Counters.Deferred, relay.Status.Counters.Failed));
    }

    private SmtpSmartHost Server(PostfixService service, RelayTlsPolicy policy, ISmtpCredentialSource? credentials = null) =>
        new() { Host = "127.0.0.1", Port = Postfix[service].Port, Tls = policy, Credentials = credentials };

    private SmtpRelayOptions Trusting(SmtpRelayOptions options) => options with { Delivery = options.Delivery with { AdditionalTrustRoots = [Postfix.Authority] } };

    private Task<RunningRelay> StartAsync(
        PostfixService service, RelayTlsPolicy policy, Func<SmtpRelayOptions, SmtpRelayOptions>? configure = null, ISmtpCredentialSource? credentials = null) =>
        RunningRelay.StartAsync([Server(service, policy, credentials)], options => configure?.Invoke(Trusting(options)) ?? Trusting(options));

    private static async Task<string> AssertDeliveredAsync(RunningRelay relay)
    {
        var delivered = await relay.WaitForAsync(SmtpTraceKind.Delivered, Token);
        return delivered.Reply![(delivered.Reply!.LastIndexOf(' ') + 1)..];
    }

    /// <summary>Gives a token, and the next one once that was refused.</summary>
    private sealed class TokenSource(params TimeSpan[] lifetimes) : ISmtpCredentialSource
    {
        private int _at;

        public int Given { get; private set; }

        public ValueTask<SaslCredentials> GetAsync(CancellationToken cancellationToken)
        {
            Given++;
            return new(SaslCredentials.FromAccessToken(DovecotSasl.UserName, DovecotSasl.TokenFor(DovecotSasl.UserName, lifetimes[_at])));
        }

        public void Refused() => _at = Math.Min(_at + 1, lifetimes.Length - 1);
    }
}
