using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Relay;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class TlsDeliveryTests
{
    private static readonly LabCertificateAuthority Authority = LabCertificateAuthority.Create();

    [Theory]
    [InlineData(nameof(RelayTlsPolicy.Opportunistic), nameof(LabCertificateKind.Good), true)]
    [InlineData(nameof(RelayTlsPolicy.Encrypt), nameof(LabCertificateKind.Good), true)]
    [InlineData(nameof(RelayTlsPolicy.Required), nameof(LabCertificateKind.Good), true)]
    [InlineData(nameof(RelayTlsPolicy.None), nameof(LabCertificateKind.Good), false)]
    [InlineData(nameof(RelayTlsPolicy.Opportunistic), nameof(LabCertificateKind.Expired), true)]
    [InlineData(nameof(RelayTlsPolicy.Encrypt), nameof(LabCertificateKind.Expired), true)]
    [InlineData(nameof(RelayTlsPolicy.Opportunistic), nameof(LabCertificateKind.SelfSigned), true)]
    public async Task Mail_goes_by_TLS_as_the_policy_has_it(string policy, string certificate, bool encrypted)
    {
        await using var sink = Sink(Enum.Parse<LabCertificateKind>(certificate));
        await using var bench = Bench(sink, Enum.Parse<RelayTlsPolicy>(policy));
        var result = await bench.DeliverAsync();

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.Equal(encrypted, result.Tls is not null);
        Assert.Equal(encrypted, Assert.Single(sink.Messages).Session.IsTls);
        if (encrypted) Assert.StartsWith("TLS 1.3 TLS_", result.Tls, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(LabCertificateKind.Expired), "NotTimeValid")]
    [InlineData(nameof(LabCertificateKind.SelfSigned), "UntrustedRoot")]
    public async Task A_bad_certificate_is_no_good_where_a_good_one_is_required(string kind, string expected)
    {
        await using var sink = Sink(Enum.Parse<LabCertificateKind>(kind));
        await using var bench = Bench(sink, RelayTlsPolicy.Required);
        var result = await bench.DeliverAsync();

        Assert.Equal((DeliveryOutcome.Deferred, "4.7.5", SmtpFailureKind.TlsCertificate), (result.Outcome, result.Status, result.FailureKind));
        Assert.Contains(expected, result.Text, StringComparison.Ordinal);
        Assert.Empty(sink.Messages);
        Assert.Equal(SmtpTraceKind.Warning, Assert.Single(bench.Log.Events).Kind);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_no_good_where_a_good_one_is_required()
    {
        await using var sink = Sink(LabCertificateKind.Good, "other.example.net");
        await using var bench = Bench(sink, RelayTlsPolicy.Required);
        var result = await bench.DeliverAsync();

        Assert.Equal("4.7.5", result.Status);
        Assert.Contains("not for mx.example.net", result.Text, StringComparison.Ordinal);
        Assert.Empty(sink.Messages);
    }

    [Theory]
    [InlineData(nameof(RelayTlsPolicy.Encrypt))]
    [InlineData(nameof(RelayTlsPolicy.Required))]
    public async Task Mail_waits_where_TLS_is_a_must_and_not_offered(string policy)
    {
        await using var sink = LabSmtpSink.Start();
        await using var bench = Bench(sink, Enum.Parse<RelayTlsPolicy>(policy));
        var result = await bench.DeliverAsync();

        Assert.Equal((DeliveryOutcome.Deferred, "4.7.4", SmtpFailureKind.StartTlsNotOffered), (result.Outcome, result.Status, result.FailureKind));
        Assert.Empty(sink.Messages);
    }

    [Fact]
    public async Task The_next_MX_is_tried_where_TLS_is_a_must_and_not_to_be_had()
    {
        const string script = "S: 220 mx.example.net\nC: EHLO relay.example.org\nS: 250 mx.example.net\nC: QUIT\nS: 221 bye";
        await using var bench = new DeliveryBench
        {
            Network = new TestNetwork().On("192.0.2.10:25", script).On("192.0.2.11:25", script).On("192.0.2.20:25", script),
            Destination = DeliveryBench.ToMx("example.net"),
            Options = DeliveryBench.BasicOptions with { Delivery = new SmtpRelayDelivery { Tls = RelayTlsPolicy.Encrypt } },
        };
        bench.Resolver.Mx("example.net", (10, "mx.example.net"), (20, "backup.example.net")).A("mx.example.net", "192.0.2.10", "192.0.2.11").A("backup.example.net", "192.0.2.20");

        Assert.Equal("4.7.4", (await bench.DeliverAsync()).Status);
        Assert.Equal(["192.0.2.10:25", "192.0.2.20:25"], bench.Network.Tried);
    }

    [Theory]
    [InlineData(LabStage.StartTls, LabFaultKind.Close)]
    [InlineData(LabStage.StartTls, LabFaultKind.Reset)]
    [InlineData(LabStage.StartTls, LabFaultKind.ExtraOctets)]
    [InlineData(LabStage.StartTls, LabFaultKind.Garbage)]
    [InlineData(LabStage.TlsHandshake, LabFaultKind.Close)]
    [InlineData(LabStage.TlsHandshake, LabFaultKind.Reset)]
    [InlineData(LabStage.TlsHandshake, LabFaultKind.Garbage)]
    public async Task A_broken_STARTTLS_is_fallen_back_from_over_a_new_connection_only_where_that_is_allowed(LabStage stage, LabFaultKind fault)
    {
        foreach (var policy in Enum.GetValues<RelayTlsPolicy>().Where(policy => policy != RelayTlsPolicy.None))
        {
            await using var sink = Sink(LabCertificateKind.Good);
            sink.Order(new LabFault(stage, fault));
            await using var bench = Bench(sink, policy);
            var result = await bench.DeliverAsync();

            if (policy == RelayTlsPolicy.Opportunistic)
            {
                Assert.Equal((DeliveryOutcome.Delivered, null), (result.Outcome, result.Tls));
                Assert.False(Assert.Single(sink.Messages).Session.IsTls);
            }
            else
            {
                Assert.Equal((DeliveryOutcome.Deferred, "4.7.5"), (result.Outcome, result.Status));
                Assert.Empty(sink.Messages);
            }
            Assert.Contains(bench.Log.Events, entry => entry is { Kind: SmtpTraceKind.Warning, Server: "mx.example.net" });
        }
    }

    [Theory]
    [InlineData("454 4.7.0 TLS not available", nameof(RelayTlsPolicy.Opportunistic), true)]
    [InlineData("501 what", nameof(RelayTlsPolicy.Opportunistic), true)]
    [InlineData("454 4.7.0 TLS not available", nameof(RelayTlsPolicy.Encrypt), false)]
    [InlineData("501 what", nameof(RelayTlsPolicy.Required), false)]
    public async Task A_refused_STARTTLS_is_a_broken_one(string reply, string policy, bool delivered)
    {
        await using var sink = Sink(LabCertificateKind.Good);
        sink.Order(LabFault.ReplyWith(LabStage.StartTls, reply));
        await using var bench = Bench(sink, Enum.Parse<RelayTlsPolicy>(policy));
        var result = await bench.DeliverAsync();

        Assert.Equal(delivered ? DeliveryOutcome.Delivered : DeliveryOutcome.Deferred, result.Outcome);
        Assert.Equal(delivered ? 1 : 0, sink.Messages.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S: 220 go\nC: (anything)")]
    public async Task A_server_that_goes_silent_behind_STARTTLS_is_fallen_back_from_in_time(string end)
    {
        const string hello = "S: 220 mx.example.net\nC: EHLO relay.example.org\nS: 250-mx.example.net\nS: 250-PIPELINING\nS: 250 STARTTLS\n";
        var silent = new TaskCompletionSource();
        var first = new ScriptedStream(SmtpScript.Parse($"{hello}C: STARTTLS\n{end}")) { OnSilence = () => silent.TrySetResult() };
        var second = new ScriptedStream(SmtpScript.Parse(
            hello + "C: MAIL FROM:<me@example.org>\nC: RCPT TO:<b@example.net>\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go on\nC: (message)\nS: 250 taken\nC: QUIT\nS: 221 bye"));
        await using var bench = new DeliveryBench { Network = new TestNetwork().On(DeliveryBench.SmartHost, first, second) };
        var delivery = bench.DeliverAsync();
        await silent.Task.WaitAsync(TestContext.Current.CancellationToken);
        bench.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal((DeliveryOutcome.Delivered, null), ((await delivery).Outcome, (await delivery).Tls));
        Assert.True(first.Disposed);
    }

    [Fact]
    public async Task TLS_from_the_first_octet_needs_no_STARTTLS()
    {
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Certificate = Authority.Issue(["localhost"]), ImplicitTls = true });
        await using var bench = SmartHostBench(new SmtpSmartHost { Host = "localhost", Port = sink.EndPoint.Port, ImplicitTls = true, Tls = RelayTlsPolicy.Required });
        var result = await bench.DeliverAsync();

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.NotNull(result.Tls);
    }

    [Fact]
    public async Task TLS_from_the_first_octet_is_never_fallen_back_from()
    {
        await using var sink = LabSmtpSink.Start();
        await using var bench = SmartHostBench(new SmtpSmartHost { Host = "127.0.0.1", Port = sink.EndPoint.Port, ImplicitTls = true });
        var result = await bench.DeliverAsync();

        Assert.Equal((DeliveryOutcome.Deferred, "4.7.5"), (result.Outcome, result.Status));
        Assert.Empty(sink.Messages);
    }

    [Fact]
    public async Task REQUIRETLS_goes_on_over_TLS_with_a_good_certificate()
    {
        await using var sink = Sink(LabCertificateKind.Good, extensions: SmtpServerExtensions.Default | SmtpServerExtensions.RequireTls);
        await using var bench = Bench(sink, RelayTlsPolicy.Opportunistic);
        var result = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net") with { RequireTls = true }));

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.True(Assert.Single(sink.Messages).Envelope.Mail.RequireTls);
    }

    [Fact]
    public async Task REQUIRETLS_fails_with_a_bad_certificate()
    {
        await using var sink = Sink(LabCertificateKind.Expired, extensions: SmtpServerExtensions.Default | SmtpServerExtensions.RequireTls);
        await using var bench = Bench(sink, RelayTlsPolicy.Opportunistic);
        var result = Assert.Single(await bench.DeliverAsync(DeliveryBench.Envelope("b@example.net") with { RequireTls = true }));

        Assert.Equal((DeliveryOutcome.Failed, "5.7.30"), (result.Outcome, result.Status));
        Assert.Empty(sink.Messages);
    }

    [Fact]
    public async Task A_source_of_policies_is_asked_for_each_MX()
    {
        await using var sink = LabSmtpSink.Start();
        var policies = new FixedPolicy();
        await using var bench = Bench(sink, RelayTlsPolicy.Opportunistic, policies: policies);
        var result = await bench.DeliverAsync();

        Assert.Equal("4.7.4", result.Status);
        Assert.Equal(("example.net", "mx.example.net", RelayTlsPolicy.Opportunistic), Assert.Single(policies.Asked));
    }

    [Fact]
    public async Task The_same_warning_of_the_same_server_is_written_once()
    {
        await using var sink = LabSmtpSink.Start();
        await using var bench = SmartHostBench(
            new SmtpSmartHost { Host = "localhost", Port = sink.EndPoint.Port, Tls = RelayTlsPolicy.Required }, new SmtpSmartHost { Host = "127.0.0.1", Port = sink.EndPoint.Port, AllowInsecureAuth = true });
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(DeliveryOutcome.Delivered, (await bench.DeliverAsync()).Outcome);
        }

        Assert.Single(bench.Log.Events);
    }

    private static LabSmtpSink Sink(LabCertificateKind kind, string name = "mx.example.net", SmtpServerExtensions extensions = SmtpServerExtensions.Default) =>
        LabSmtpSink.Start(new LabSmtpSinkOptions { Certificate = Authority.Issue([name], kind), Extensions = extensions });

    private static DeliveryBench Bench(LabSmtpSink sink, RelayTlsPolicy policy, ITlsPolicySource? policies = null)
    {
        var bench = new DeliveryBench
        {
            Connector = TcpSmtpConnector.Instance,
            Clock = TimeProvider.System,
            Policies = policies,
            Destination = DeliveryBench.ToMx("example.net"),
            Options = DeliveryBench.BasicOptions with
            {
                Delivery = new SmtpRelayDelivery { Tls = policy, MxPort = sink.EndPoint.Port, AdditionalTrustRoots = [Authority.Certificate] },
            },
        };
        bench.Resolver.Mx("example.net", (10, "mx.example.net")).A("mx.example.net", "127.0.0.1");
        return bench;
    }

    private static DeliveryBench SmartHostBench(params SmtpSmartHost[] hosts) => new()
    {
        Connector = TcpSmtpConnector.Instance,
        Clock = TimeProvider.System,
        Destination = DeliveryBench.ToSmartHosts(hosts),
        Options = DeliveryBench.BasicOptions with { Delivery = new SmtpRelayDelivery { AdditionalTrustRoots = [Authority.Certificate], IdleTimeout = TimeSpan.Zero } },
    };

    private sealed class FixedPolicy : ITlsPolicySource
    {
        public List<(string Domain, string Host, RelayTlsPolicy Configured)> Asked { get; } = [];

        public ValueTask<RelayTlsPolicy> GetAsync(string domain, string host, RelayTlsPolicy configured, CancellationToken cancellationToken)
        {
            Asked.Add((domain, host, configured));
            return new(RelayTlsPolicy.Required);
        }
    }
}
