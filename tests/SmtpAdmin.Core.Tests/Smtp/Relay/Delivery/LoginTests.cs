using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Relay;
using SmtpAdmin.Smtp.Server;
using static SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support.DeliveryScript;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class LoginTests
{
    private const string Password = "correct horse battery";

    private static readonly LabCertificateAuthority Authority = LabCertificateAuthority.Create();

    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("CRAM-MD5")]
    public async Task A_password_logs_in_over_TLS(string mechanism)
    {
        await using var sink = Sink(new UserList(new Dictionary<string, string> { ["relay"] = Password }, offerCramMd5: true) { Mechanisms = [mechanism] });
        await using var bench = Bench(sink, new Credentials(SaslCredentials.FromPassword("relay", Password)));

        Assert.Equal(DeliveryOutcome.Delivered, (await bench.DeliverAsync()).Outcome);
        Assert.Equal("relay", Assert.Single(sink.Messages).Session.AuthenticatedUser);
    }

    [Fact]
    public async Task An_access_token_logs_in_over_TLS()
    {
        await using var sink = Sink(new UserList(new Dictionary<string, string>(), new Dictionary<string, string> { ["relay"] = "token123" }));
        await using var bench = Bench(sink, new Credentials(SaslCredentials.FromAccessToken("relay", "token123")));

        Assert.Equal(DeliveryOutcome.Delivered, (await bench.DeliverAsync()).Outcome);
    }

    [Fact]
    public async Task A_wrong_password_lets_mail_wait_and_is_told_to_its_source_and_the_administrator()
    {
        await using var sink = Sink(new UserList(new Dictionary<string, string> { ["relay"] = "another" }));
        var credentials = new Credentials(SaslCredentials.FromPassword("relay", Password));
        await using var bench = Bench(sink, credentials);
        var result = await bench.DeliverAsync();

        Assert.Equal((DeliveryOutcome.Deferred, "4.7.8", true), (result.Outcome, result.Status, result.IsReply));
        Assert.StartsWith("535 ", result.Text, StringComparison.Ordinal);
        Assert.Equal(1, credentials.Refusals);
        Assert.Contains(bench.Log.Events, entry => entry.Kind == SmtpTraceKind.Warning && entry.Reply == result.Text);
        Assert.Empty(sink.Messages);
        Assert.NotNull(Assert.Single(bench.Engine.Figures).BackedOffUntil);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_once()
    {
        await using var sink = Sink(new UserList(new Dictionary<string, string>(), new Dictionary<string, string> { ["relay"] = "new" }));
        var credentials = new Credentials(SaslCredentials.FromAccessToken("relay", "old"), SaslCredentials.FromAccessToken("relay", "new"));
        await using var bench = Bench(sink, credentials);

        Assert.Equal(DeliveryOutcome.Delivered, (await bench.DeliverAsync()).Outcome);
        Assert.Equal(1, credentials.Refusals);
    }

    [Fact]
    public async Task The_next_smart_host_is_tried_where_one_refuses_the_login()
    {
        await using var refusing = Sink(new UserList(new Dictionary<string, string> { ["relay"] = "another" }));
        await using var taking = Sink(new UserList(new Dictionary<string, string> { ["relay"] = Password }));
        var credentials = new Credentials(SaslCredentials.FromPassword("relay", Password));
        await using var bench = Bench(credentials, refusing, taking);

        Assert.Equal(DeliveryOutcome.Delivered, (await bench.DeliverAsync()).Outcome);
        Assert.Single(taking.Messages);
        Assert.Single(bench.Log.Events);
    }

    [Fact]
    public async Task Without_credentials_to_be_had_mail_waits()
    {
        await using var sink = Sink(new UserList(new Dictionary<string, string> { ["relay"] = Password }));
        await using var bench = Bench(sink, new Credentials());
        var result = await bench.DeliverAsync();

        Assert.Equal((DeliveryOutcome.Deferred, "4.7.0"), (result.Outcome, result.Status));
        Assert.Contains("The token endpoint is away", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_temporary_refusal_of_the_login_is_not_held_against_the_credentials()
    {
        await using var sink = Sink(new UserList(new Dictionary<string, string> { ["relay"] = Password }));
        sink.Order(LabFault.ReplyWith(LabStage.Auth, "454 4.7.0 later"));
        var credentials = new Credentials(SaslCredentials.FromPassword("relay", Password));
        await using var bench = Bench(sink, credentials);
        var result = await bench.DeliverAsync();

        Assert.Equal((DeliveryOutcome.Deferred, "4.7.0", "454 4.7.0 later"), (result.Outcome, result.Status, result.Text));
        Assert.Equal(0, credentials.Refusals);
    }

    [Theory]
    [InlineData(LabStage.StartTls, LabFaultKind.Close)]
    [InlineData(LabStage.TlsHandshake, LabFaultKind.Close)]
    public async Task Nothing_is_sent_in_the_clear_where_the_handshake_fails(LabStage stage, LabFaultKind fault)
    {
        foreach (var insecure in new[] { false, true })
        {
            await using var sink = Sink(new UserList(new Dictionary<string, string> { ["relay"] = Password }), allowInsecureAuth: true);
            sink.Order(new LabFault(stage, fault));
            await using var bench = Bench(sink, new Credentials(SaslCredentials.FromPassword("relay", Password)), insecure);
            var result = await bench.DeliverAsync();

            Assert.Equal((DeliveryOutcome.Deferred, "4.7.5"), (result.Outcome, result.Status));
            Assert.Empty(sink.Messages);
        }
    }

    [Fact]
    public async Task A_password_is_not_sent_where_TLS_is_not_offered()
    {
        var server = new ScriptedStream(SmtpScript.Parse(Ehlo + "S: 250 AUTH PLAIN\n" + Quit));
        await using var bench = Scripted(server, insecure: false);
        var result = await bench.DeliverAsync();

        Assert.Equal((DeliveryOutcome.Deferred, "4.7.4"), (result.Outcome, result.Status));
        Assert.DoesNotContain(server.Said, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_is_sent_in_the_clear_where_that_is_allowed()
    {
        var server = new ScriptedStream(SmtpScript.Parse(Ehlo + "S: 250-PIPELINING\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 235 welcome\n" + Message + Taken + Quit));
        await using var bench = Scripted(server, insecure: true);

        Assert.Equal(DeliveryOutcome.Delivered, (await bench.DeliverAsync()).Outcome);
    }

    [Fact]
    public async Task A_server_that_sends_the_password_back_does_not_get_it_into_a_result_or_a_log()
    {
        var server = new ScriptedStream(SmtpScript.Parse(Ehlo + $"S: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 535 5.7.8 '{Password}' is wrong\n" + Quit));
        await using var bench = Scripted(server, insecure: true);
        var result = await bench.DeliverAsync();

        Assert.Equal("535 5.7.8 '***' is wrong", result.Text);
        Assert.DoesNotContain(bench.Log.Events, entry => entry.ToString().Contains(Password, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("S: 250 SIZE\n", SmtpFailureKind.AuthNotOffered)]
    [InlineData("S: 250 AUTH GSSAPI\n", SmtpFailureKind.AuthMechanismNotOffered)]
    [InlineData("S: 250 AUTH CRAM-MD5\nC: AUTH CRAM-MD5\nS: 334 !!!\nC: *\nS: 501 cancelled\n", SmtpFailureKind.AuthExchange)]
    public async Task A_server_that_one_cannot_log_in_at_lets_mail_wait(string script, SmtpFailureKind kind)
    {
        var server = new ScriptedStream(SmtpScript.Parse(Ehlo + script + Quit));
        await using var bench = Scripted(server, insecure: true);
        var result = await bench.DeliverAsync();

        Assert.Equal((DeliveryOutcome.Deferred, "4.7.0", kind), (result.Outcome, result.Status, result.FailureKind));
    }

    private static LabSmtpSink Sink(IAuthenticator users, bool allowInsecureAuth = false) => LabSmtpSink.Start(new LabSmtpSinkOptions
    {
        Certificate = Authority.Issue(["localhost"]),
        Authenticator = users,
        RequireAuth = true,
        AllowInsecureAuth = allowInsecureAuth,
    });

    private static DeliveryBench Bench(LabSmtpSink sink, ISmtpCredentialSource credentials, bool insecure = false) => Bench(credentials, insecure, sink);

    private static DeliveryBench Bench(ISmtpCredentialSource credentials, params LabSmtpSink[] sinks) => Bench(credentials, false, sinks);

    private static DeliveryBench Bench(ISmtpCredentialSource credentials, bool insecure, params LabSmtpSink[] sinks) => new()
    {
        Connector = TcpSmtpConnector.Instance,
        Clock = TimeProvider.System,
        Destination = DeliveryBench.ToSmartHosts(
            [.. sinks.Select(sink => new SmtpSmartHost { Host = "localhost", Port = sink.EndPoint.Port, Credentials = credentials, AllowInsecureAuth = insecure })]),
        Options = DeliveryBench.BasicOptions with { Delivery = new SmtpRelayDelivery { AddressFamily = SmtpAddressFamily.IPv4Only, AdditionalTrustRoots = [Authority.Certificate] } },
    };

    private static DeliveryBench Scripted(ScriptedStream server, bool insecure) => new()
    {
        Network = new TestNetwork().On(DeliveryBench.SmartHost, server),
        Destination = DeliveryBench.ToSmartHosts(new SmtpSmartHost
        {
            Host = "192.0.2.1",
            Credentials = new Credentials(SaslCredentials.FromPassword("relay", Password)),
            AllowInsecureAuth = insecure,
        }),
    };

    /// <summary>Gives the first credentials until they are refused, then the next.</summary>
    private sealed class Credentials(params SaslCredentials[] credentials) : ISmtpCredentialSource
    {
        private int _refusals;

        public int Refusals => _refusals;

        public ValueTask<SaslCredentials> GetAsync(CancellationToken cancellationToken) => credentials.Length == 0
            ? throw new SmtpCredentialException("The token endpoint is away.")
            : new(credentials[Math.Min(_refusals, credentials.Length - 1)]);

        public void Refused() => Interlocked.Increment(ref _refusals);
    }
}
