using System.Net;
using System.Security.Authentication;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Interop.Tests.Smtp;

public class PostfixTlsTests(PeerSet peers) : SmtpInteropTests(peers)
{
    private PostfixPeer Postfix => Peers.Postfix;

    protected override PeerFixture Server => Postfix;

    [Fact]
    public async Task STARTTLS_is_used_when_it_is_offered()
    {
        var result = await RunAsync(Options(Postfix[PostfixService.Submission], Postfix.Authority));

        AssertSent(result);
        var tls = Assert.IsType<SmtpTlsInfo>(result.Tls);
        Assert.True(tls.Trusted, tls.ToString());
        Assert.Equal("TLS 1.3", tls.Protocol);
        Assert.StartsWith("TLS_", tls.CipherSuite, StringComparison.Ordinal);
        Assert.Equal([PostfixPeer.HostName, "smtp.interop.test", "smtp2.interop.test", "127.0.0.1"], tls.CertificateNames);
        Assert.Equal($"CN={PostfixPeer.HostName}", tls.CertificateSubject);
        Assert.Equal("CN=Interop test authority", tls.CertificateIssuer);
        Assert.InRange(tls.DaysLeft, 88, 90);
        Assert.Contains("STARTTLS", result.ExtensionsBeforeTls);
        Assert.DoesNotContain("STARTTLS", result.Extensions);
        Assert.Equal(PostfixPeer.SizeLimit, result.MaxSize);
        Assert.Equal(
            [SmtpStage.Resolve, SmtpStage.Connect, SmtpStage.Banner, SmtpStage.Ehlo, SmtpStage.StartTls, SmtpStage.Ehlo, SmtpStage.MailFrom, SmtpStage.RcptTo, SmtpStage.Data, SmtpStage.Quit],
            result.Stages.Select(stage => stage.Name));
        var mail = await Postfix.WaitForMailAsync("bob", result.MessageId!, Token);
        Assert.Contains("using TLSv1.3", mail.Field("Received"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, "TLS 1.2")]
    [InlineData(SslProtocols.Tls13, "TLS 1.3")]
    public async Task TLS_comes_first_where_it_is_implicit(SslProtocols protocols, string protocol)
    {
        var result = await RunAsync(Options(Postfix[PostfixService.ImplicitTls], Postfix.Authority) with { Security = SmtpSecurity.Implicit, TlsProtocols = protocols });

        AssertSent(result);
        Assert.Equal((protocol, true), (result.Tls!.Protocol, result.Tls.Trusted));
        Assert.Empty(result.ExtensionsBeforeTls);
        Assert.Equal([SmtpStage.Connect, SmtpStage.StartTls, SmtpStage.Banner, SmtpStage.Ehlo], result.Stages.Skip(1).Take(4).Select(stage => stage.Name));
    }

    [Theory]
    [InlineData(PostfixService.Submission, false, "PartialChain", true, "CERT-CHAIN-INCOMPLETE")] // nobody told us of the authority, and the server does not send it
    [InlineData(PostfixService.TlsRequired, false, "UntrustedRoot", true, "CERT-UNKNOWN-ISSUER")] // the server sends it
    [InlineData(PostfixService.SelfSigned, true, "UntrustedRoot", true, "CERT-SELF-SIGNED")]
    [InlineData(PostfixService.Expired, true, "NotTimeValid", true, "CERT-EXPIRED")]
    [InlineData(PostfixService.WrongName, true, null, false, "CERT-WRONG-NAME")]
    public async Task What_is_wrong_with_a_certificate_is_told(PostfixService service, bool trusting, string? chainError, bool nameMatches, string finding)
    {
        var options = Options(Postfix[service], trusting ? Postfix.Authority : null);

        var refused = await RunAsync(options);
        var skipped = await RunAsync(options with { SkipCertificateCheck = true });

        AssertFailed(refused, SmtpStage.StartTls, SmtpFailureKind.TlsCertificate, finding);
        Assert.DoesNotContain(refused.Stages, stage => stage.Name == SmtpStage.MailFrom);
        Assert.Equal(SmtpTestStatus.Sent, skipped.Status);
        foreach (var result in (SmtpTestResult[])[refused, skipped])
        {
            Assert.False(result.Tls!.Trusted);
            Assert.Equal(nameMatches, result.Tls.NameMatches);
            if (chainError is null) Assert.Empty(result.Tls.ChainErrors);
            else Assert.StartsWith(chainError, Assert.Single(result.Tls.ChainErrors), StringComparison.Ordinal);
            Assert.Contains(result.Findings, found => found.Code == finding && found.Remedy.Length > 0);
        }
    }

    [Fact]
    public async Task A_server_is_reached_and_verified_by_its_name()
    {
        await Peers.Bind.RequireAsync();
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [Peers.Bind.EndPoint] }, TimeProvider.System);
        var options = Options(Postfix[PostfixService.Submission], Postfix.Authority) with { Security = SmtpSecurity.StartTls };

        var right = await RunAsync(options with { Server = "smtp.interop.test" }, resolver);
        var other = await RunAsync(options with { Server = "alias.interop.test" }, resolver);

        AssertSent(right);
        Assert.Equal(IPAddress.Loopback, right.Address);
        Assert.True(right.Tls!.Trusted);
        Assert.Equal(SmtpFailureKind.TlsCertificate, other.FailureKind); // the name that was asked for counts, not what it is an alias of
        Assert.False(other.Tls!.NameMatches);
    }

    [Fact]
    public async Task STARTTLS_that_is_required_but_not_offered_fails()
    {
        var result = await RunAsync(Options(Postfix[PostfixService.Plain], null) with { Security = SmtpSecurity.StartTls });

        AssertFailed(result, SmtpStage.StartTls, SmtpFailureKind.StartTlsNotOffered, "STARTTLS-NOT-OFFERED");
    }

    [Fact]
    public async Task A_server_that_insists_on_TLS_is_understood()
    {
        var result = await RunAsync(Options(Postfix[PostfixService.TlsRequired], Postfix.Authority) with { Security = SmtpSecurity.None });

        AssertFailed(result, SmtpStage.MailFrom, SmtpFailureKind.Reply, "STARTTLS-REQUIRED");
        Assert.Equal((530, "5.7.0"), ReplyOf(result, SmtpStage.MailFrom));
    }

    [Fact]
    public async Task A_server_that_wants_a_certificate_of_ours_gets_it()
    {
        using var certificate = Postfix.IssueClientCertificate();
        var options = Options(Postfix[PostfixService.ClientCertificate], Postfix.Authority);

        var with = await RunAsync(options with { ClientCertificate = certificate });
        var without = await RunAsync(options);

        AssertSent(with);
        AssertFailed(without, SmtpStage.Ehlo, SmtpFailureKind.Reply, "TLS-CLIENT-CERTIFICATE");
        Assert.Equal((421, "4.7.1"), ReplyOf(without, SmtpStage.Ehlo));
    }

    [Fact]
    public async Task Implicit_TLS_on_a_port_for_STARTTLS_is_no_handshake()
    {
        var result = await RunAsync(Options(Postfix[PostfixService.Submission], Postfix.Authority) with { Security = SmtpSecurity.Implicit });

        AssertFailed(result, SmtpStage.StartTls, SmtpFailureKind.TlsHandshake, "TLS-WRONG-PORT");
    }

    [Fact]
    public async Task A_server_that_waits_for_TLS_never_greets()
    {
        var result = await RunAsync(Options(Postfix[PostfixService.ImplicitTls], Postfix.Authority) with
        {
            Security = SmtpSecurity.StartTls,
            Timeouts = new SmtpTestTimeouts { Stage = TimeSpan.FromSeconds(1) },
        });

        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.Banner, SmtpFailureKind.Timeout), (result.Status, result.FailedStage, result.FailureKind));
        Assert.NotEmpty(result.Findings);
    }

    [Fact]
    public async Task A_closed_port_refuses()
    {
        var result = await RunAsync(Options(new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeTcp(1)[0]), null));

        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.Connect, SmtpFailureKind.ConnectRefused), (result.Status, result.FailedStage, result.FailureKind));
        Assert.NotEmpty(result.Findings);
    }
}
