using System.Net;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

/// <summary>Who may send: decided by the client alone.</summary>
public sealed class RelayPolicyTests
{
    private const string Login = "AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.9")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("192.0.2.9")] // the network is written as IPv6
    public async Task Who_is_in_an_allowed_network_may_send(string client)
    {
        var relay = new RelayUnderTest(options => options with { AllowNetworks = [.. options.AllowNetworks, IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("::ffff:192.0.2.0/120")] });
        Assert.StartsWith("250 2.0.0 Ok: queued as ", await relay.SendAsync("Subject: x\r\n\r\n", client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("128.0.0.1")]
    [InlineData("2001:db8::1")]
    [InlineData("::127.0.0.1")] // IPv4-compatible, which is no IPv4
    [InlineData("::2")]
    public async Task A_stranger_gets_554_whatever_it_asks_for(string client)
    {
        var relay = new RelayUnderTest();
        await using var server = await relay.GreetedAsync(client);
        foreach (var sender in new[] { "<a@example.test>", "<>", "<a@relay.example.test>", "<root@[127.0.0.1]>", "<@relay.example.test:a@example.test>" })
        {
            Assert.StartsWith("554 5.7.1 ", await server.SayAsync($"MAIL FROM:{sender}"), StringComparison.Ordinal);
            Assert.StartsWith("503 ", await server.SayAsync("RCPT TO:<b@example.test>"), StringComparison.Ordinal);
        }
        Assert.Equal(0, relay.Spool.Count);
        Assert.DoesNotContain(relay.Log.Events, entry => entry.Kind == SmtpTraceKind.Accepted);
        Assert.Equal(10, relay.Log.Events.Count(entry => entry.Kind == SmtpTraceKind.Refused));
    }

    [Theory]
    [InlineData("<b%example.org@relay.example.test>")]
    [InlineData("<\"b@example.org\"@relay.example.test>")]
    [InlineData("<@relay.example.test:b@example.org>")]
    [InlineData("<b@[192.0.2.1]>")]
    [InlineData("<example.org!b@relay.example.test>")]
    [InlineData("<Postmaster>")]
    [InlineData("<postmaster@relay.example.test>")]
    public async Task No_form_of_a_recipient_opens_the_relay_to_a_stranger_or_closes_it_to_a_friend(string recipient)
    {
        var relay = new RelayUnderTest();
        await using var stranger = await relay.GreetedAsync("203.0.113.5");
        await stranger.SayAsync("MAIL FROM:<a@example.test>");
        Assert.StartsWith("503 ", await stranger.SayAsync($"RCPT TO:{recipient}"), StringComparison.Ordinal);

        await using var friend = await relay.GreetedAsync();
        await friend.SayAsync("MAIL FROM:<a@example.test>");
        Assert.StartsWith("250 ", await friend.SayAsync($"RCPT TO:{recipient}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_asked_to_log_in_where_that_helps_and_may_send_then()
    {
        var relay = WithUsers();
        await using var server = await relay.GreetedAsync("192.0.2.1");
        Assert.Equal("530 5.7.0 Authentication required", await server.SayAsync("MAIL FROM:<a@example.test>"));
        Assert.StartsWith("235", await server.SayAsync(Login), StringComparison.Ordinal);
        await server.OpenTransactionAsync();
        Assert.StartsWith("250 2.0.0 Ok: queued as ", await server.DataAsync("x: y\r\n.\r\n"), StringComparison.Ordinal);
        Assert.Equal(TestUsers.Name, relay.Envelope.User);
        Assert.Contains(" with ESMTPA id ", relay.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_without_TLS_has_no_AUTH_and_so_nothing_to_ask_a_stranger_for()
    {
        var relay = WithUsers();
        await using var server = await relay.GreetedAsync("192.0.2.1", RelayUnderTest.Listener with { Security = RelayListenerSecurity.None });
        Assert.StartsWith("554 5.7.1 ", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
        Assert.StartsWith("502 ", await server.SayAsync(Login), StringComparison.Ordinal);
        Assert.StartsWith("502 ", await server.SayAsync("STARTTLS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submission_port_takes_nothing_without_a_login_from_a_friend_either()
    {
        var relay = WithUsers();
        await using var server = await relay.GreetedAsync(listener: RelayUnderTest.Listener with { RequireAuth = true });
        Assert.StartsWith("530 5.7.0 ", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
        Assert.StartsWith("235", await server.SayAsync(Login), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Networks_may_change_while_sessions_run()
    {
        var relay = new RelayUnderTest();
        await using var server = await relay.GreetedAsync("192.0.2.1");
        Assert.StartsWith("554 ", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
        relay.Acceptance.Apply(relay.Acceptance.Options with { AllowNetworks = [IPNetwork.Parse("192.0.2.0/24")] });
        Assert.StartsWith("250 ", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_and_names_may_change_and_count_for_the_next_session()
    {
        var relay = new RelayUnderTest();
        relay.Acceptance.Apply(relay.Acceptance.Options with { HostName = "other.example.test" });
        await using var server = relay.Connect();
        Assert.StartsWith("220 other.example.test ", await server.ReadAsync(), StringComparison.Ordinal);
    }

    private static RelayUnderTest WithUsers() => new(options => options with { Users = TestUsers.List, Certificate = () => TestCertificates.Server });
}
