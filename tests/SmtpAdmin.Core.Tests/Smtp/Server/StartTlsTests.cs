using System.Net.Security;
using System.Security.Authentication;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

public sealed class StartTlsTests
{
    [Fact]
    public async Task A_session_begins_anew_after_STARTTLS()
    {
        await using var server = await ServerUnderTest.GreetedAsync(WithTls);
        Assert.Equal("220 2.0.0 Ready to start TLS", await server.SayAsync("STARTTLS"));
        await using var tls = await HandshakeAsync(server);
        Assert.StartsWith("503", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal); // EHLO is forgotten
        var ehlo = await server.SayAsync("EHLO secret.example.test");
        Assert.DoesNotContain("STARTTLS", ehlo, StringComparison.Ordinal);
        Assert.Contains("250-AUTH ", ehlo, StringComparison.Ordinal);
        Assert.StartsWith("503", await server.SayAsync("STARTTLS"), StringComparison.Ordinal);
        await server.OpenTransactionAsync();
        await server.DataAsync("x\r\n.\r\n");
        var session = Assert.Single(server.Handler.Messages).Session;
        Assert.True(session.IsTls);
        Assert.True(session.TlsProtocol is SslProtocols.Tls12 or SslProtocols.Tls13);
        Assert.Equal("mail.example.test", session.TlsServerName);
        Assert.Equal("ESMTPS", session.ProtocolName(smtpUtf8: false));
        Assert.StartsWith("221", await server.SayAsync("QUIT"), StringComparison.Ordinal);
        Assert.Equal("", await server.ReadAsync()); // closed in order, with close_notify
        Assert.Equal(SmtpSessionEnd.Quit, await server.Run);
    }

    [Fact]
    public async Task Before_TLS_EHLO_offers_STARTTLS_and_no_AUTH()
    {
        await using var server = new ServerUnderTest(WithTls);
        await server.ReadAsync();
        var ehlo = await server.SayAsync("EHLO a");
        Assert.Contains("STARTTLS", ehlo, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", ehlo, StringComparison.Ordinal);
        Assert.DoesNotContain("REQUIRETLS", ehlo, StringComparison.Ordinal);
        Assert.StartsWith("538 5.7.11", await server.SayAsync("AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm"), StringComparison.Ordinal);
    }

    /// <summary>CVE-2011-0411: commands that someone on the way puts behind STARTTLS must not count as sent under TLS.</summary>
    [Fact]
    public async Task What_was_sent_behind_STARTTLS_in_the_clear_is_thrown_away()
    {
        await using var server = await ServerUnderTest.GreetedAsync(WithTls);
        await server.SendAsync("STARTTLS\r\nEHLO injected\r\nMAIL FROM:<evil@example.test>\r\n");
        Assert.StartsWith("220", await server.ReadAsync(), StringComparison.Ordinal);
        await using var tls = await HandshakeAsync(server);
        Assert.StartsWith("250", await server.SayAsync("NOOP"), StringComparison.Ordinal); // the first reply under TLS is to the first command under TLS
        Assert.StartsWith("503", await server.SayAsync("RCPT TO:<b@example.test>"), StringComparison.Ordinal);
        Assert.Null(server.Handler.LastSession!.HelloName);
        Assert.DoesNotContain(server.Observer.Lines, line => line.Contains("injected", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_in_the_clear_does_not_outlive_STARTTLS()
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => WithTls(options) with { AllowInsecureAuth = true, RequireAuth = true });
        Assert.StartsWith("235", await server.SayAsync("AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm"), StringComparison.Ordinal);
        await server.SayAsync("STARTTLS");
        await using var tls = await HandshakeAsync(server);
        await server.SayAsync("EHLO a");
        Assert.StartsWith("530", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task REQUIRETLS_is_offered_under_TLS_only()
    {
        await using var server = await ServerUnderTest.GreetedAsync(
            options => WithTls(options) with { Extensions = SmtpServerExtensions.Default | SmtpServerExtensions.RequireTls });
        Assert.StartsWith("555", await server.SayAsync("MAIL FROM:<a@example.test> REQUIRETLS"), StringComparison.Ordinal);
        await server.SayAsync("STARTTLS");
        await using var tls = await HandshakeAsync(server);
        Assert.Contains("REQUIRETLS", await server.SayAsync("EHLO a"), StringComparison.Ordinal);
        Assert.StartsWith("250", await server.SayAsync("MAIL FROM:<a@example.test> REQUIRETLS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TLS_may_come_first()
    {
        await using var server = new ServerUnderTest(options => WithTls(options) with { ImplicitTls = true });
        await using var tls = await HandshakeAsync(server);
        Assert.StartsWith("220 ", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("STARTTLS", await server.SayAsync("EHLO a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TLS_is_closed_in_order_behind_QUIT()
    {
        var records = new TlsRecordTypes();
        await using var server = new ServerUnderTest(records.Watch);
        await using var tls = await HandshakeAsync(server);
        await server.ReadAsync();
        Assert.StartsWith("221", await server.SayAsync("QUIT"), StringComparison.Ordinal);
        Assert.Equal(SmtpSessionEnd.Quit, await server.Run);
        Assert.Equal(TlsRecordTypes.Alert, records.Last);
    }

    /// <summary>The read that listens for one who speaks too early is still under way, and TLS is not closed beside it: OpenSSL allows no two calls at once.</summary>
    [Fact]
    public async Task Who_is_turned_away_before_saying_anything_is_told_and_TLS_is_let_go()
    {
        var records = new TlsRecordTypes();
        await using var server = new ServerUnderTest(records.Watch, onConnect: _ => new SmtpReply(421, "4.7.0 Too many connections"));
        await using var tls = await HandshakeAsync(server);
        Assert.StartsWith("421 4.7.0", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(SmtpSessionEnd.Dropped, await server.Run);
        Assert.Equal(TlsRecordTypes.ApplicationData, records.Last);
    }

    [Theory]
    [InlineData("QUIT\r\n")]
    [InlineData("\x16\x03\x01\xff\xff")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    public async Task A_handshake_that_is_none_ends_the_session(string instead)
    {
        await using var server = await ServerUnderTest.GreetedAsync(WithTls);
        await server.SayAsync("STARTTLS");
        await server.SendAsync(instead);
        var end = await server.HangUpAsync();
        Assert.True(end is SmtpSessionEnd.TlsFailed or SmtpSessionEnd.Disconnected, end.ToString());
    }

    [Fact]
    public async Task Old_versions_of_TLS_are_refused()
    {
        await using var server = await ServerUnderTest.GreetedAsync(options => WithTls(options) with { TlsProtocols = SslProtocols.Tls13 });
        await server.SayAsync("STARTTLS");
        await using var tls = new SslStream(server.Client, leaveInnerStreamOpen: true);
        var options = TestCertificates.Client;
        options.EnabledSslProtocols = SslProtocols.Tls12;
        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(options, server.Guard));
        Assert.Equal(SmtpSessionEnd.TlsFailed, await server.Run);
    }

    [Fact]
    public async Task Pipelined_commands_under_TLS_are_all_answered()
    {
        await using var server = await ServerUnderTest.GreetedAsync(WithTls);
        await server.SayAsync("STARTTLS");
        await using var tls = await HandshakeAsync(server);
        await server.SayAsync("EHLO a");
        await server.SendAsync("MAIL FROM:<a@example.test>\r\nRCPT TO:<b@example.test>\r\nRCPT TO:<c@example.test>\r\nDATA\r\n");
        foreach (var code in new[] { "250", "250", "250", "354" }) Assert.StartsWith(code, await server.ReadAsync(), StringComparison.Ordinal);
    }

    /// <summary>Sees of what type the TLS records are that a server sends (RFC 5246 section 6.2.1; version 1.3 would hide it).</summary>
    private sealed class TlsRecordTypes
    {
        public const byte Alert = 21;
        public const byte ApplicationData = 23;

        public byte? Last { get; private set; }

        public SmtpServerOptions Watch(SmtpServerOptions options) =>
            WithTls(options) with { ImplicitTls = true, TlsProtocols = SslProtocols.Tls12, Decorate = inner => inner is SslStream ? inner : new Watched(inner, this) };

        private sealed class Watched(Stream inner, TlsRecordTypes types) : AsyncOnlyStream
        {
            public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

            public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
            {
                types.Last = buffer.Span[0];
                return inner.WriteAsync(buffer, cancellationToken);
            }

            public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
        }
    }

    private static SmtpServerOptions WithTls(SmtpServerOptions options) =>
        options with { Certificate = () => TestCertificates.Server, Authenticator = TestUsers.List };

    private static async Task<SslStream> HandshakeAsync(ServerUnderTest server)
    {
        var tls = new SslStream(server.Client, leaveInnerStreamOpen: true);
        await tls.AuthenticateAsClientAsync(TestCertificates.Client, server.Guard);
        server.Client = tls;
        return tls;
    }
}
