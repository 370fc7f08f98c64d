using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

/// <summary>Nothing is taken that cannot be kept, and nobody takes more than their share.</summary>
public sealed class RelayBoundsTests
{
    private const string BadLogin = "AUTH PLAIN AHRpbQB3cm9uZw==";

    [Fact]
    public async Task A_spool_that_cannot_be_written_turns_clients_away_until_it_can()
    {
        var relay = new RelayUnderTest();
        await using var open = await relay.GreetedAsync();
        relay.Spool.Problem = "The disk is read-only.";
        await using (var late = relay.Connect())
        {
            Assert.StartsWith("421 4.3.0 ", await late.ReadAsync(), StringComparison.Ordinal);
            Assert.Equal(SmtpSessionEnd.Dropped, await late.Run);
        }
        Assert.StartsWith("451 4.3.0 ", await open.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
        relay.Spool.Problem = null;
        await open.OpenTransactionAsync();
        relay.Spool.Problem = "The disk is full.";
        Assert.StartsWith("451 4.3.0 ", await open.SayAsync("DATA"), StringComparison.Ordinal); // the transaction stays
        relay.Spool.Problem = null;
        Assert.StartsWith("250 ", await open.DataAsync("x: y\r\n.\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000_000, 9_999_999, "", "452 4.3.1 ")]
    [InlineData(10_000_000, 10_000_000, "", "250 ")]
    [InlineData(10_000_000, 10_000_000, " SIZE=1", "452 4.3.1 ")]
    [InlineData(10_000_000, 10_000_001, " SIZE=1", "250 ")]
    [InlineData(0, SpoolRoom.ForMessages - 1, "", "452 4.3.1 ")] // or else what becomes of messages could not be stored
    [InlineData(0, SpoolRoom.ForMessages, "", "250 ")]
    public async Task A_full_disk_takes_no_message(long least, long free, string parameter, string reply)
    {
        var relay = new RelayUnderTest(options => options with { MinimumFreeSpace = least });
        relay.Spool.FreeOctets = free;
        await using var server = await relay.GreetedAsync(); // that is no reason to turn a client away
        Assert.StartsWith(reply, await server.SayAsync($"MAIL FROM:<a@example.test>{parameter}"), StringComparison.Ordinal);
    }

    /// <summary>A monitor that is told that all is well while each client is refused is worth nothing.</summary>
    [Theory]
    [InlineData(10_000_000, 9_999_999, 0, 0, "mail is taken with 9.5 MiB or more (minimumFreeSpace)")]
    [InlineData(10_000_000, 10_000_000, 0, 0, null)]
    [InlineData(0, SpoolRoom.ForMessages - 1, 0, 0, "has 3.9 MiB free, and mail is taken with 4 MiB or more")]
    [InlineData(0, SpoolRoom.ForDeliveries - 1, 0, 0, "nothing delivered")]
    [InlineData(0, SpoolRoom.ForMessages, 10, 0, "the queue is full, with 10 messages")]
    [InlineData(0, SpoolRoom.ForMessages, 9, 1001, "(limits.maxQueuedMessages, limits.maxQueuedSize)")]
    [InlineData(0, SpoolRoom.ForMessages, 9, 1000, null)]
    public void The_administrator_is_told_why_no_message_is_taken_whenever_none_is(long least, long free, int count, long octets, string? problem)
    {
        var relay = new RelayUnderTest(options => options with { MinimumFreeSpace = least, MaxQueuedMessages = 10, MaxQueuedOctets = 1000 });
        relay.Spool.FreeOctets = free;
        (relay.Count, relay.Octets) = (count, octets);
        var told = relay.Acceptance.StorageProblem();
        Assert.Equal(relay.Acceptance.StorageRefusal(0) is null, told is null);
        if (problem is null) Assert.Null(told);
        else Assert.Contains(problem, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_fills_up_under_a_message_refuses_it()
    {
        var relay = new RelayUnderTest(options => options with { MinimumFreeSpace = 1000 });
        await using var server = await relay.GreetedAsync();
        await server.OpenTransactionAsync();
        await server.SayAsync("DATA");
        relay.Spool.FreeOctets = 10;
        await server.SendAsync("x: y\r\n.\r\n");
        Assert.StartsWith("452 4.3.1 ", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(0, relay.Spool.Written);
    }

    [Theory]
    [InlineData(10, 0, "452 4.3.1 ")]
    [InlineData(9, 0, "250 ")]
    [InlineData(0, 991, "452 4.3.1 ")]
    [InlineData(0, 990, "250 ")]
    public async Task A_full_queue_takes_no_message(int count, long octets, string reply)
    {
        var relay = new RelayUnderTest(options => options with { MaxQueuedMessages = 10, MaxQueuedOctets = 1000 });
        (relay.Count, relay.Octets) = (count, octets);
        await using var server = await relay.GreetedAsync();
        Assert.StartsWith(reply, await server.SayAsync("MAIL FROM:<a@example.test> SIZE=10"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_connects_so_many_times_a_minute()
    {
        var relay = new RelayUnderTest(options => options with { Rates = new SmtpRelayRates { ConnectionsPerMinute = 2 } });
        for (var n = 0; n < 2; n++) await using (await relay.GreetedAsync()) { }
        await using (var late = relay.Connect()) Assert.Equal("421 4.7.0 Too many connections from your address; try again in 30 seconds", await late.ReadAsync());
        await using (await relay.GreetedAsync("127.0.0.2")) { }
        relay.Clock.Advance(TimeSpan.FromSeconds(30));
        await using (await relay.GreetedAsync()) { }
    }

    [Fact]
    public async Task An_address_sends_so_many_messages_a_minute()
    {
        var relay = new RelayUnderTest(options => options with { Rates = new SmtpRelayRates { MessagesPerMinute = 3 } });
        await using var server = await relay.GreetedAsync();
        for (var n = 0; n < 3; n++)
        {
            await server.OpenTransactionAsync();
            Assert.StartsWith("250 ", await server.DataAsync("x: y\r\n.\r\n"), StringComparison.Ordinal);
        }
        Assert.Equal("450 4.7.1 Too many messages; try again in 20 seconds", await server.SayAsync("MAIL FROM:<a@example.test>"));
        await using var other = await relay.GreetedAsync("127.0.0.2");
        Assert.StartsWith("250 ", await other.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
        relay.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.StartsWith("250 ", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_sends_so_many_messages_a_minute_from_wherever()
    {
        var relay = WithUsers(new SmtpRelayRates { MessagesPerMinutePerUser = 1 });
        foreach (var (client, reply) in new[] { ("192.0.2.1", "250 "), ("192.0.2.2", "450 4.7.1 ") })
        {
            await using var server = await relay.GreetedAsync(client);
            await server.SayAsync("AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
            Assert.StartsWith(reply, await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", "421")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", "421")]
    [InlineData("192.0.2.1", "192.0.2.2", "535")]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", "421")] // who has one address has its /64
    [InlineData("2001:db8::1", "2001:db8:0:1::1", "535")]
    public async Task Who_guesses_passwords_may_not_try_for_long(string first, string second, string reply)
    {
        var relay = WithUsers(new SmtpRelayRates { AuthFailuresPerHour = 2 });
        await using (var server = await relay.GreetedAsync(first))
        {
            for (var n = 0; n < 2; n++) Assert.StartsWith("535", await server.SayAsync(BadLogin), StringComparison.Ordinal);
        }
        await using var again = await relay.GreetedAsync(second);
        Assert.StartsWith(reply, await again.SayAsync(BadLogin), StringComparison.Ordinal);
        relay.Clock.Advance(TimeSpan.FromMinutes(30));
        await using var later = await relay.GreetedAsync(first);
        Assert.StartsWith("235", await later.SayAsync("AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_clients_did_counts_on_when_other_options_change()
    {
        var relay = new RelayUnderTest(options => options with { Rates = new SmtpRelayRates { MessagesPerMinute = 1 } });
        await relay.SendAsync("x: y\r\n");
        relay.Acceptance.Apply(relay.Acceptance.Options with { MaxHops = 5 });
        await using var server = await relay.GreetedAsync();
        Assert.StartsWith("450 ", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
        relay.Acceptance.Apply(relay.Acceptance.Options with { Rates = new SmtpRelayRates { MessagesPerMinute = 2 } });
        Assert.StartsWith("250 ", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
    }

    private static RelayUnderTest WithUsers(SmtpRelayRates rates) =>
        new(options => options with { Users = TestUsers.List, Certificate = () => TestCertificates.Server, Rates = rates });
}
