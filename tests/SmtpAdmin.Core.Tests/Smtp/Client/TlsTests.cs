using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

/// <summary>TLS over real sockets on loopback.</summary>
public sealed class TlsTests : IDisposable
{
    private const string StartTls = """
        S: 220 hi
        C: EHLO
        S: 250-m
        S: 250-AUTH LOGIN
        S: 250 STARTTLS
        C: STARTTLS
        S: 220 go
        X: tls
        C: EHLO
        S: 250-m
        S: 250-SIZE 1000
        S: 250 AUTH PLAIN
        C: QUIT
        S: 221 bye
        """;

    private const string Implicit = "X: tls\nS: 220 hi\nC: EHLO\nS: 250 m\nC: QUIT\nS: 221 bye";

    private readonly TestCertificates _certificates = new();

    [Fact]
    public async Task A_sound_certificate_for_the_name_is_trusted()
    {
        await using var server = Serve(StartTls, _certificates.Issue(["mail.example.org", "other.example.org", "127.0.0.1"]));
        var result = await TestAsync(server, Options(server));
        Assert.Equal((SmtpTestStatus.Stopped, null), (result.Status, result.FailedStage));
        var tls = result.Tls!;
        Assert.True(tls.Trusted);
        Assert.Equal(["mail.example.org", "other.example.org", "127.0.0.1"], tls.CertificateNames);
        Assert.Equal(("CN=server", "CN=Test Root", 99), (tls.CertificateSubject, tls.CertificateIssuer, tls.DaysLeft));
        Assert.StartsWith("TLS 1.", tls.Protocol, StringComparison.Ordinal);
        Assert.StartsWith("TLS_", tls.CipherSuite, StringComparison.Ordinal);
        Assert.Equal("mail.example.org", server.ServerName);
        Assert.Equal(["AUTH LOGIN", "STARTTLS"], result.ExtensionsBeforeTls);
        Assert.Equal(["SIZE 1000", "AUTH PLAIN"], result.Extensions);
        Assert.Equal(["LOGIN"], result.AuthMechanismsBeforeTls);
        Assert.Equal(["PLAIN"], result.AuthMechanisms);
        Assert.Equal(
            [SmtpStage.Resolve, SmtpStage.Connect, SmtpStage.Banner, SmtpStage.Ehlo, SmtpStage.StartTls, SmtpStage.Ehlo, SmtpStage.Quit],
            result.Stages.Select(stage => stage.Name));
        Assert.Equal(220, result.Stages[4].Code);
    }

    [Fact]
    public async Task An_unknown_issuer_fails_the_stage_and_nothing_is_said_behind_it_but_QUIT()
    {
        await using var server = Serve(StartTls, _certificates.Issue(["mail.example.org"]));
        var result = await TestAsync(server, Options(server) with { AdditionalTrustRoots = null });
        AssertBad(result, tls => tls.NameMatches && tls.ChainErrors.Any(error => error.StartsWith("PartialChain:", StringComparison.Ordinal) || error.StartsWith("UntrustedRoot:", StringComparison.Ordinal)));
        await server.DisposeAsync();
        Assert.Equal("QUIT", server.Said[2]);
    }

    [Theory]
    [InlineData("mail.example.com", "mail.example.com")]
    [InlineData("example.org", "example.org")]
    [InlineData("*.mail.example.org", "*.mail.example.org")]
    [InlineData("", "mail.example.org")]
    public async Task A_certificate_for_another_name_fails_the_stage(string name, string shown)
    {
        // The last one has the right name as its common name alone, which counts for nothing: RFC 9525 section 6.3.
        await using var server = Serve(StartTls, _certificates.Issue(name.Length == 0 ? [] : [name], commonName: "mail.example.org"));
        var result = await TestAsync(server, Options(server));
        AssertBad(result, tls => !tls.NameMatches && tls.ChainErrors.Count == 0);
        Assert.Contains($"is for {shown}, not for mail.example.org", result.Stages.First(stage => stage.Name == SmtpStage.StartTls).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*.example.org", "mail.example.org")]
    [InlineData("MAIL.example.org", "mail.example.org")]
    [InlineData("xn--bcher-kva.example.org", "bücher.example.org")]
    public async Task A_wildcard_and_an_international_name_match(string name, string asked)
    {
        await using var server = Serve(StartTls, _certificates.Issue([name]));
        Assert.Equal(SmtpTestStatus.Stopped, (await TestAsync(server, Options(server) with { Server = asked })).Status);
    }

    [Fact]
    public async Task An_address_is_matched_as_an_address_and_not_sent_as_a_name()
    {
        await using var server = Serve(StartTls, _certificates.Issue(["127.0.0.1"]));
        var result = await TestAsync(server, Options(server) with { Server = "127.0.0.1" });
        Assert.True(result.Tls!.Trusted);
        Assert.Equal("", server.ServerName);
        await using var other = Serve(StartTls, _certificates.Issue(["mail.example.org"]));
        AssertBad(await TestAsync(other, Options(other) with { Server = "127.0.0.1" }), tls => !tls.NameMatches);
    }

    [Theory]
    [InlineData(-30, -3, -3)]
    [InlineData(5, 30, 29)]
    public async Task A_certificate_out_of_its_time_fails_the_stage(int from, int to, int left)
    {
        await using var server = Serve(StartTls, _certificates.Issue(["mail.example.org"], from, to));
        var result = await TestAsync(server, Options(server));
        AssertBad(result, tls => tls.ChainErrors.Any(error => error.StartsWith("NotTimeValid: 'CN=server' is valid from", StringComparison.Ordinal)));
        Assert.InRange(result.Tls!.DaysLeft, left - 1, left);
    }

    [Fact]
    public async Task A_certificate_that_is_not_for_servers_fails_the_stage()
    {
        await using var server = Serve(StartTls, _certificates.Issue(["mail.example.org"], isServer: false));
        AssertBad(await TestAsync(server, Options(server)), tls => tls.ChainErrors.Any(error => error.StartsWith("NotValidForUsage:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Skipping_the_check_goes_on_and_still_tells()
    {
        await using var server = Serve(StartTls, _certificates.Issue(["wrong.example.org"], -30, -3));
        var result = await TestAsync(server, Options(server) with { SkipCertificateCheck = true });
        Assert.Equal(SmtpTestStatus.Stopped, result.Status);
        Assert.False(result.Tls!.Trusted);
        Assert.Contains("NameMismatch", result.Stages.Single(stage => stage.Name == SmtpStage.StartTls).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Implicit_TLS_comes_before_the_banner()
    {
        await using var server = Serve(Implicit, _certificates.Issue(["mail.example.org"]));
        var result = await TestAsync(server, Options(server) with { Security = SmtpSecurity.Implicit });
        Assert.Equal(SmtpTestStatus.Stopped, result.Status);
        Assert.Equal([SmtpStage.Resolve, SmtpStage.Connect, SmtpStage.StartTls, SmtpStage.Banner, SmtpStage.Ehlo, SmtpStage.Quit], result.Stages.Select(stage => stage.Name));
        Assert.Empty(result.ExtensionsBeforeTls);
    }

    [Fact]
    public async Task A_server_that_speaks_plain_SMTP_on_a_TLS_port_is_told_as_such()
    {
        await using var server = new LoopbackServer("S: 220 mail.example.org ESMTP\nC: x");
        var result = await TestAsync(server, Options(server) with { Security = SmtpSecurity.Implicit });
        Assert.Equal((SmtpStage.StartTls, SmtpFailureKind.TlsHandshake), (result.FailedStage, result.FailureKind));
        Assert.Contains("in plain SMTP: '220 mail.example.org ESMTP'", result.Stages[^1].Text, StringComparison.Ordinal);
        Assert.Null(result.Tls);
    }

    [Fact]
    public async Task A_server_that_closes_in_the_handshake_is_told_as_such()
    {
        await using var server = new LoopbackServer("X: close");
        var result = await TestAsync(server, Options(server) with { Security = SmtpSecurity.Implicit });
        Assert.Equal((SmtpStage.StartTls, SmtpFailureKind.TlsHandshake), (result.FailedStage, result.FailureKind));
    }

    [Theory]
    [InlineData(SmtpSecurity.Auto, true)]
    [InlineData(SmtpSecurity.StartTls, false)]
    [InlineData(SmtpSecurity.None, false)]
    public async Task A_port_that_expects_TLS_at_once_is_told_as_such_whatever_its_number_and_certificate(SmtpSecurity security, bool sound)
    {
        await using var server = Serve(Implicit, _certificates.Issue([sound ? "mail.example.org" : "mail.example.com"]), connections: 2);
        var result = await TestAsync(
            server, Options(server) with { Security = security, StopAfter = SmtpStage.Ehlo, Timeouts = new SmtpTestTimeouts { Stage = TimeSpan.FromSeconds(1) } });
        Assert.Equal((SmtpStage.Banner, SmtpFailureKind.Timeout, true), (result.FailedStage!.Value, result.FailureKind, result.ExpectsTls));
        var finding = Assert.Single(result.Findings);
        Assert.Equal("BANNER-NEEDS-TLS", finding.Code);
        Assert.StartsWith("Use -Security Implicit.", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_is_to_stop_behind_STARTTLS_fails_where_it_is_not_offered()
    {
        await using var server = new LoopbackServer("S: 220 hi\nC: EHLO\nS: 250 m\nC: QUIT\nS: 221 bye");
        var result = await TestAsync(server, Options(server));
        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.StartTls, SmtpFailureKind.StartTlsNotOffered), (result.Status, result.FailedStage!.Value, result.FailureKind));
        Assert.Equal("STARTTLS-NOT-OFFERED", Assert.Single(result.Findings).Code);
    }

    [Fact]
    public async Task A_local_address_of_another_machine_cannot_be_used()
    {
        await using var server = new LoopbackServer("S: 220 hi");
        var result = await TestAsync(server, Options(server) with { LocalAddress = System.Net.IPAddress.Parse("192.0.2.7") });
        Assert.Equal((SmtpStage.Connect, SmtpFailureKind.LocalAddress), (result.FailedStage, result.FailureKind));
    }

    [Fact]
    public async Task STARTTLS_that_is_required_and_not_offered_fails()
    {
        await using var server = new LoopbackServer("S: 220 hi\nC: EHLO\nS: 250 m\nC: QUIT\nS: 221 bye");
        var result = await TestAsync(server, Options(server) with { Security = SmtpSecurity.StartTls });
        Assert.Equal((SmtpStage.StartTls, SmtpFailureKind.StartTlsNotOffered), (result.FailedStage, result.FailureKind));
    }

    [Theory]
    [InlineData(SmtpSecurity.Auto)]
    [InlineData(SmtpSecurity.StartTls)]
    public async Task STARTTLS_that_is_refused_fails_and_nothing_goes_on_in_the_clear(SmtpSecurity security)
    {
        await using var server = new LoopbackServer("S: 220 hi\nC: EHLO\nS: 250-m\nS: 250 STARTTLS\nC: STARTTLS\nS: 454 4.7.0 TLS not available\nC: QUIT\nS: 221 bye");
        var result = await TestAsync(server, Options(server) with { Security = security });
        Assert.Equal((SmtpStage.StartTls, SmtpFailureKind.Reply), (result.FailedStage, result.FailureKind));
    }

    [Fact]
    public async Task Without_TLS_STARTTLS_is_not_said()
    {
        await using var server = new LoopbackServer("S: 220 hi\nC: EHLO\nS: 250-m\nS: 250 STARTTLS\nC: QUIT\nS: 221 bye");
        var result = await TestAsync(server, Options(server) with { Security = SmtpSecurity.None, StopAfter = SmtpStage.Ehlo });
        Assert.Equal(SmtpTestStatus.Stopped, result.Status);
        Assert.Null(result.Tls);
    }

    [Fact]
    public async Task TLS_1_2_tells_its_key_exchange()
    {
        await using var server = Serve(StartTls, _certificates.Issue(["mail.example.org"]));
        var result = await TestAsync(server, Options(server) with { TlsProtocols = SslProtocols.Tls12 });
        Assert.Equal(("TLS 1.2", "ECDHE"), (result.Tls!.Protocol, result.Tls.KeyExchange));
    }

    [Fact]
    public void Only_TLS_1_2_and_later_are_offered() // RFC 8996
    {
        const SslProtocols Modern = SslProtocols.Tls12 | SslProtocols.Tls13;
        Assert.Equal(Modern, TestBench.Options.TlsProtocols);
        Assert.Equal(Modern, new SmtpTlsSettings { ServerName = "mail.example.org" }.Protocols);
        Assert.Equal(Modern, new SmtpAdmin.Smtp.Server.SmtpServerOptions { HostName = "mail.example.org" }.TlsProtocols);
    }

    [Fact]
    public async Task A_client_certificate_is_shown_where_it_is_asked_for()
    {
        using var own = _certificates.Issue([], commonName: "client", isServer: false);
        await using var server = Serve(StartTls, _certificates.Issue(["mail.example.org"]), asksForCertificate: true);
        Assert.Equal(SmtpTestStatus.Stopped, (await TestAsync(server, Options(server) with { ClientCertificate = own })).Status);
        Assert.Equal("CN=client", server.ClientSubject);
    }

    [Fact]
    public async Task A_message_goes_over_TLS_with_a_login()
    {
        await using var server = Serve(
            StartTls.Replace("C: QUIT", "C: AUTH\nS: 235 ok\nC: MAIL\nS: 250 ok\nC: RCPT\nS: 250 ok\nC: DATA\nS: 354 go\nC: (message)\nS: 250 2.0.0 Ok: queued as 4bQ2Tz1Jkqz9Y\nC: QUIT", StringComparison.Ordinal),
            _certificates.Issue(["mail.example.org"]));
        var result = await TestAsync(server, Options(server) with { StopAfter = null, Credentials = SaslCredentials.FromPassword("alice", "wonderland") });
        Assert.Equal((SmtpTestStatus.Sent, "PLAIN", "4bQ2Tz1Jkqz9Y"), (result.Status, result.AuthMechanism!, result.QueueId!));
        Assert.DoesNotContain(result.Transcript, entry => entry.Text.Contains("AGFsaWNl", StringComparison.Ordinal));
        await server.DisposeAsync();
        Assert.Contains("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", server.Said);
    }

    [Fact]
    public async Task REQUIRETLS_is_asked_for_over_a_verified_connection()
    {
        await using var server = Serve(
            StartTls.Replace("S: 250 AUTH PLAIN\nC: QUIT".ReplaceLineEndings(), "S: 250 REQUIRETLS\nC: MAIL\nS: 250 ok\nC: QUIT", StringComparison.Ordinal),
            _certificates.Issue(["mail.example.org"]));
        var result = await TestAsync(server, Options(server) with { StopAfter = SmtpStage.MailFrom, RequireTls = true, Message = null });
        Assert.Equal(SmtpTestStatus.Stopped, result.Status);
        await server.DisposeAsync();
        Assert.Contains("MAIL FROM:<a@example.org> REQUIRETLS", server.Said);
    }

    [Fact]
    public async Task Octets_injected_behind_STARTTLS_on_the_wire_are_found()
    {
        await using var server = new LoopbackServer("S: 220 hi\nC: EHLO\nS: 250-m\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go(crlf)250 injected\nC: x");
        var result = await TestAsync(server, Options(server));
        Assert.Equal((SmtpStage.StartTls, SmtpFailureKind.StartTlsInjection), (result.FailedStage, result.FailureKind));
    }

    [Fact]
    public async Task A_closed_port_is_refused()
    {
        int port;
        await using (var server = new LoopbackServer("")) port = server.Port;
        var result = await TestAsync(port, TestBench.Options with { Server = "127.0.0.1", Port = port });
        Assert.Equal((SmtpStage.Connect, SmtpFailureKind.ConnectRefused), (result.FailedStage, result.FailureKind));
    }

    [Fact]
    public async Task The_local_address_is_used()
    {
        await using var server = new LoopbackServer("S: 220 hi\nC: QUIT\nS: 221 bye");
        var result = await TestAsync(server, Options(server) with { LocalAddress = System.Net.IPAddress.Parse("127.0.0.1"), StopAfter = SmtpStage.Banner });
        Assert.Contains(" from 127.0.0.1:", result.Stages[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_within_a_real_session_ends_at_once()
    {
        await using var server = new LoopbackServer("C: nothing is ever said");
        using var cancel = new CancellationTokenSource();
        var tester = new SmtpTester(new StubResolver().A("mail.example.org", "127.0.0.1"), TimeProvider.System);
        var progress = new CancelAt(SmtpStage.Banner, cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var result in tester.RunAsync(Options(server), progress, cancel.Token)) Assert.Fail(result.ToString());
        });
    }

    public void Dispose() => _certificates.Dispose();

    private SmtpTestOptions Options(LoopbackServer server) => TestBench.Options with
    {
        Server = "mail.example.org",
        Port = server.Port,
        AdditionalTrustRoots = _certificates.Roots,
        StopAfter = SmtpStage.StartTls,
    };

    private static LoopbackServer Serve(string script, X509Certificate2 certificate, bool asksForCertificate = false, int connections = 1) => new(script, new SslServerAuthenticationOptions
    {
        ServerCertificate = certificate,
        ClientCertificateRequired = asksForCertificate,
        RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null || !asksForCertificate,
    }, connections);

    private static Task<SmtpTestResult> TestAsync(LoopbackServer server, SmtpTestOptions options) => TestAsync(server.Port, options);

    private static async Task<SmtpTestResult> TestAsync(int port, SmtpTestOptions options)
    {
        Assert.Equal(port, options.EffectivePort);
        var resolver = new StubResolver().A("mail.example.org", "127.0.0.1").A("bücher.example.org", "127.0.0.1");
        var results = new List<SmtpTestResult>();
        await foreach (var result in new SmtpTester(resolver, TimeProvider.System).RunAsync(options, null, TestContext.Current.CancellationToken)) results.Add(result);
        return Assert.Single(results);
    }

    private static void AssertBad(SmtpTestResult result, Func<SmtpTlsInfo, bool> why)
    {
        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.StartTls, SmtpFailureKind.TlsCertificate), (result.Status, result.FailedStage, result.FailureKind));
        Assert.False(result.Tls!.Trusted);
        Assert.True(why(result.Tls), string.Join('\n', result.Tls.ChainErrors));
    }

    private sealed class CancelAt(SmtpStage stage, CancellationTokenSource source) : IProgress<SmtpTestProgress>
    {
        public void Report(SmtpTestProgress value)
        {
            if (value.Stage == stage) source.CancelAfter(TimeSpan.FromMilliseconds(50));
        }
    }
}
