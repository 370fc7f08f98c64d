using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

/// <summary>What the log is told of sessions: all that matters, and no secret.</summary>
public sealed class RelayLogTests
{
    [Fact]
    public async Task A_message_is_told_from_the_connection_to_its_end()
    {
        var relay = new RelayUnderTest();
        var reply = await relay.SendAsync("Message-ID: <1@example.test>\r\n\r\n");
        var events = relay.Log.Events;
        Assert.Equal([SmtpTraceKind.Connected, SmtpTraceKind.Accepted, SmtpTraceKind.Disconnected], events.Select(entry => entry.Kind));
        Assert.Single(events.Select(entry => entry.Session).Distinct());
        Assert.All(events, entry => Assert.Equal("127.0.0.1:4711", entry.Client));
        var accepted = events[1];
        Assert.EndsWith(accepted.QueueId!, reply, StringComparison.Ordinal);
        Assert.Equal(("<1@example.test>", "a@example.test", "client.example.test"), (accepted.MessageId, accepted.Sender, accepted.HelloName));
        Assert.Equal(["b@example.test"], accepted.Recipients!);
        Assert.Equal(Assert.Single(relay.Spool.Stored()).Length, accepted.Size);
        Assert.Equal("Quit", events[2].Text);
        Assert.NotNull(events[2].Duration);
    }

    [Fact]
    public async Task A_refused_command_is_told_with_its_reply_and_a_refused_message_with_DATA()
    {
        var relay = new RelayUnderTest();
        await using var server = await relay.GreetedAsync();
        await server.SayAsync("XYZZY\tnow");
        await server.SayAsync("RCPT TO:<b@example.test>");
        await server.OpenTransactionAsync();
        await server.DataAsync("a\nb\r\n.\r\n");
        Assert.Equal(
            [("XYZZY\\x09now", "500 5.5.2 Not a command"), ("RCPT TO:<b@example.test>", "503 5.5.1 Send MAIL first"), ("DATA", "550 5.5.2 Bare <LF> in the message")],
            relay.Log.Events.Where(entry => entry.Kind == SmtpTraceKind.Refused).Select(entry => (entry.Command!, entry.Reply!)));
    }

    [Fact]
    public async Task Logins_are_told_by_name_and_never_with_a_secret()
    {
        var relay = new RelayUnderTest(options => options with { Users = TestUsers.List, Certificate = () => TestCertificates.Server });
        await using var server = await relay.GreetedAsync("192.0.2.1");
        await server.SayAsync($"AUTH PLAIN {Base64("\0tim\0s3cret-1")}");
        await server.SayAsync("AUTH LOGIN");
        await server.SayAsync(Base64("tim"));
        await server.SayAsync(Base64("s3cret-2"));
        await server.SayAsync("s3cret-3"); // as a client does that lost its place
        await server.SayAsync($"AUTH PLAIN {Base64("\0tim\0s3cret-4")} s3cret-5");
        await server.SayAsync($"AUTH NONSUCH {Base64("s3cret-6")}");
        await server.SayAsync($"AUTH PLAIN {Base64($"\0{TestUsers.Name}\0{TestUsers.Password}")}");
        Assert.Equal(
            [(SmtpTraceKind.Refused, "AUTH PLAIN", "5.7.8"), (SmtpTraceKind.Refused, "AUTH LOGIN", "5.7.8"), (SmtpTraceKind.Authenticated, "AUTH PLAIN", "2.7.0")],
            relay.Log.Events.Where(entry => entry.User == "tim").Select(entry => (entry.Kind, entry.Command!, entry.Status!)).Take(3));
        Assert.Equal(2, relay.Log.Events.Count(entry => entry.Reply?.StartsWith("535", StringComparison.Ordinal) == true)); // each once
        foreach (var entry in relay.Log.Events)
        {
            foreach (var secret in Enumerable.Range(1, 6).Select(n => $"s3cret-{n}").Append(TestUsers.Password))
            {
                Assert.DoesNotContain(secret, entry.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain(Base64(secret).TrimEnd('='), entry.ToString(), StringComparison.Ordinal);
            }
            Assert.DoesNotContain(Base64("\0tim\0s3cret")[..12], entry.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_stranger_says_is_bounded()
    {
        var relay = new RelayUnderTest(options => options with { Users = TestUsers.List, Certificate = () => TestCertificates.Server });
        await using var server = await relay.GreetedAsync("192.0.2.1");
        await server.SayAsync($"AUTH PLAIN {Base64($"\0{new string('u', 8000)}\0p")}");
        await server.SayAsync($"VRFYX {new string('v', 2000)}");
        Assert.All(relay.Log.Events, entry => Assert.InRange(entry.ToString().Length, 0, 2000));
        Assert.Equal(515, relay.Log.Events.First(entry => entry.Status == "5.7.8").User!.Length);
    }

    [Fact]
    public async Task A_connection_too_many_is_told_and_all_listeners_count_together()
    {
        var relay = new RelayUnderTest(options => options with { Rates = new SmtpRelayRates { MaxConnections = 1 } });
        await using var first = relay.Acceptance.Listen(RelayUnderTest.Listener);
        await using var second = relay.Acceptance.Listen(RelayUnderTest.Listener);
        using var one = await ConnectAsync(first.LocalEndPoint);
        Assert.Equal(220, await CodeAsync(one)); // two listeners: the second may take its client up before the first
        using var two = await ConnectAsync(second.LocalEndPoint);
        Assert.Equal(421, await CodeAsync(two));
        var refused = relay.Log.One(SmtpTraceKind.Refused);
        Assert.Equal((two.Client.LocalEndPoint!.ToString(), "4.3.2", null), (refused.Client, refused.Status, refused.Session));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<TcpClient> ConnectAsync(IPEndPoint endPoint)
    {
        var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(endPoint, TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task<int> CodeAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
        return int.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))![..3], System.Globalization.CultureInfo.InvariantCulture);
    }
}
