using System.Text;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>Nothing holds a session for ever. The clock is the test's own.</summary>
public sealed class DeadlineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(3);

    [Fact]
    public async Task A_silent_client_is_told_and_dropped()
    {
        var clock = new ManualClock();
        await using var server = await ServerUnderTest.GreetedAsync(time: clock);
        var passed = await clock.AdvanceUntilAsync(server.Run, TimeSpan.FromSeconds(30), Limit);
        Assert.Equal(SmtpSessionEnd.TimedOut, await server.Run);
        Assert.StartsWith("421 4.4.2", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.InRange(passed, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10)); // RFC 5321 section 4.5.3.2.7
    }

    [Fact]
    public async Task An_octet_now_and_then_does_not_keep_a_command_alive()
    {
        var clock = new ManualClock();
        await using var server = await ServerUnderTest.GreetedAsync(time: clock);
        var sent = 0;
        while (!server.Run.IsCompleted)
        {
            await server.SendAsync("N");
            Assert.InRange(++sent, 1, 200); // at 10 s each, over half an hour
            await clock.AdvanceUntilAsync(Task.WhenAny(server.Run, Task.Delay(1, server.Guard)), TimeSpan.FromSeconds(10), Limit);
        }
        Assert.Equal(SmtpSessionEnd.TimedOut, await server.Run);
    }

    [Fact]
    public async Task Commands_do_not_keep_a_session_alive_for_ever()
    {
        var clock = new ManualClock();
        await using var server = await ServerUnderTest.GreetedAsync(
            options => options with { Limits = new SmtpServerLimits { MaxIdleCommands = int.MaxValue } }, clock);
        var start = clock.GetUtcNow();
        while (!server.Run.IsCompleted && await server.SayAsync("NOOP") is ['2', ..])
        {
            clock.Advance(TimeSpan.FromMinutes(4));
            Assert.True(clock.GetUtcNow() - start < Limit);
        }
        Assert.Equal(SmtpSessionEnd.TimedOut, await server.Run);
    }

    [Fact]
    public async Task A_message_that_stops_coming_ends_the_session()
    {
        var clock = new ManualClock();
        await using var server = await ServerUnderTest.GreetedAsync(time: clock);
        await server.OpenTransactionAsync();
        await server.SayAsync("DATA");
        await server.SendAsync("Subject: x\r\n");
        await clock.AdvanceUntilAsync(server.Run, TimeSpan.FromSeconds(30), Limit);
        Assert.Equal(SmtpSessionEnd.TimedOut, await server.Run);
        Assert.StartsWith("421 4.4.2", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.Empty(server.Handler.Messages);
        Assert.Equal(1, server.Handler.Discarded);
    }

    [Fact]
    public async Task A_message_that_comes_octet_by_octet_ends_the_session()
    {
        var clock = new ManualClock();
        await using var server = await ServerUnderTest.GreetedAsync(time: clock);
        await server.OpenTransactionAsync();
        await server.SayAsync("DATA");
        var sent = 0;
        while (!server.Run.IsCompleted)
        {
            await server.SendAsync("x");
            Assert.InRange(++sent, 1, 1000);
            await clock.AdvanceUntilAsync(Task.WhenAny(server.Run, Task.Delay(1, server.Guard)), TimeSpan.FromMinutes(1), Limit);
        }
        Assert.Equal(SmtpSessionEnd.TimedOut, await server.Run);
    }

    [Theory] // half a megabyte, a block each 20 seconds: over 1,000 octets a second for one, a tenth of that for the other
    [InlineData(20_000, true)]
    [InlineData(2_000, false)]
    public async Task A_message_that_comes_too_slowly_ends_the_session(int block, bool taken)
    {
        var clock = new ManualClock();
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Timeouts = new SmtpServerTimeouts { MinDataRate = 500, DataRateWindow = TimeSpan.FromMinutes(2) } }, clock);
        await server.OpenTransactionAsync();
        await server.SayAsync("DATA");
        var line = new string('x', 98) + "\r\n";
        for (var sent = block; sent <= 500_000 && !server.Run.IsCompleted; sent += block)
        {
            await server.SendAsync(string.Concat(Enumerable.Repeat(line, block / 100)));
            while (server.Handler.Written < sent && !server.Run.IsCompleted) await Task.Delay(1, server.Guard); // it is the client that is slow
            clock.Advance(TimeSpan.FromSeconds(20));
        }
        if (taken)
        {
            await server.SendAsync(".\r\n");
            Assert.Equal("250 2.0.0 Taken", await server.ReadAsync());
        }
        else Assert.Equal(SmtpSessionEnd.TimedOut, await server.Run);
    }

    [Fact]
    public async Task A_slow_sink_is_not_held_against_the_client()
    {
        var clock = new ManualClock();
        using var entered = new SemaphoreSlim(0);
        using var leave = new SemaphoreSlim(0);
        await using var server = await ServerUnderTest.GreetedAsync(time: clock);
        server.Handler.OnWriteAsync = async () =>
        {
            entered.Release();
            await leave.WaitAsync(server.Guard);
        };
        await server.OpenTransactionAsync();
        await server.SayAsync("DATA");
        for (var n = 0; n < 6; n++)
        {
            await server.SendAsync("x\r\n");
            await entered.WaitAsync(server.Guard);
            clock.Advance(TimeSpan.FromMinutes(4));
            leave.Release();
        }
        await server.SendAsync(".\r\n");
        Assert.Equal("250 2.0.0 Taken", await server.ReadAsync());
    }

    [Fact]
    public async Task A_sink_that_takes_too_long_gets_no_250()
    {
        var clock = new ManualClock();
        await using var server = await ServerUnderTest.GreetedAsync(time: clock);
        server.Handler.OnComplete = async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return new SmtpReply(250, "2.0.0 Taken");
        };
        await server.OpenTransactionAsync();
        await server.SayAsync("DATA");
        await server.SendAsync("x\r\n.\r\n");
        var reply = server.ReadAsync();
        var passed = await clock.AdvanceUntilAsync(reply, TimeSpan.FromSeconds(30), Limit);
        Assert.StartsWith("451 4.3.0", await reply, StringComparison.Ordinal);
        Assert.True(passed < TimeSpan.FromMinutes(10)); // RFC 1047: later, the client would send the message again
        server.Handler.OnComplete = _ => Task.FromResult(new SmtpReply(250, "2.0.0 Taken"));
        await server.OpenTransactionAsync();
        Assert.StartsWith("250", await server.DataAsync("x\r\n.\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_TLS_handshake_that_never_comes_ends_the_session()
    {
        var clock = new ManualClock();
        await using var server = await ServerUnderTest.GreetedAsync(options => options with { Certificate = () => TestCertificates.Server }, clock);
        Assert.StartsWith("220", await server.SayAsync("STARTTLS"), StringComparison.Ordinal);
        var passed = await clock.AdvanceUntilAsync(server.Run, TimeSpan.FromSeconds(5), Limit);
        Assert.Equal(SmtpSessionEnd.TimedOut, await server.Run);
        Assert.True(passed < TimeSpan.FromMinutes(2));
        Assert.Equal("", await server.ReadAsync()); // no plain text into a handshake
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_dropped()
    {
        var clock = new ManualClock();
        await using var server = await ServerUnderTest.GreetedAsync(
            options => options with { Limits = new SmtpServerLimits { MaxIdleCommands = int.MaxValue } }, clock);
        var flood = FloodAsync();
        await clock.AdvanceUntilAsync(server.Run, TimeSpan.FromSeconds(30), Limit);
        Assert.Equal(SmtpSessionEnd.TimedOut, await server.Run);
        await flood;

        async Task FloodAsync()
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(server.Guard);
            _ = server.Run.ContinueWith(_ => stop.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            var helps = Encoding.ASCII.GetBytes("MAIL FROM:<a@example.test>\r\nRSET\r\n");
            try
            {
                while (true) await server.Client.WriteAsync(helps, stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task A_stop_is_told_at_the_next_command_and_a_message_under_way_is_still_taken()
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        await server.OpenTransactionAsync();
        await server.SayAsync("DATA");
        await server.SendAsync("half");
        server.Stop();
        await server.SendAsync("\r\n.\r\n");
        Assert.Equal("250 2.0.0 Taken", await server.ReadAsync());
        Assert.StartsWith("421 4.3.2", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(SmtpSessionEnd.Stopped, await server.Run);
        Assert.Single(server.Handler.Messages);
    }

    [Fact]
    public async Task A_stop_reaches_an_idle_client()
    {
        await using var server = await ServerUnderTest.GreetedAsync();
        server.Stop();
        Assert.StartsWith("421 4.3.2", await server.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(SmtpSessionEnd.Stopped, await server.Run);
    }
}
