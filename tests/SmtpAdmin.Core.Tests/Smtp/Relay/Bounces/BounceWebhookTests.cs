using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Bounces;

public sealed class BounceWebhookTests
{
    private const string Taken = "HTTP/1.1 204 Taken\r\nConnection: close\r\n\r\n";

    private static readonly SmtpTraceEvent Bounce = new()
    {
        Time = new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero),
        Kind = SmtpTraceKind.Bounced,
        QueueId = "132JTPR0",
        Sender = "",
        Recipients = ["ann@example.org"],
        ReportOf = "132JTPQX",
        Text = "A report of failure.",
    };

    private readonly ManualClock _clock = new();
    private readonly MemoryLog _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bounce_is_posted_as_the_audit_log_has_it()
    {
        await using var server = StubHttpServer.With(Taken);
        await using var hook = Hook(server);
        hook.Tell(Bounce);
        await Eventually.IsSoAsync(() => server.Requests.Count == 1);
        var request = server.Requests[0];
        using var line = new AuditLineWriter();
        line.Write(Bounce);
        Assert.Equal("POST /hooks/T0?key=secret HTTP/1.1", request.Head[0]);
        Assert.Equal("application/json", request.Header("Content-Type"));
        Assert.Equal(Encoding.UTF8.GetString(line.Written.Span), request.Body);
    }

    [Fact]
    public async Task Each_is_told_once_and_in_order_however_long_the_answer_is()
    {
        await using var server = StubHttpServer.With($"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{new string('x', 1_000_000)}");
        await using var hook = Hook(server);
        string[] ids = ["A1", "B2", "C3"];
        foreach (var id in ids) hook.Tell(Bounce with { QueueId = id });
        await Eventually.IsSoAsync(() => server.Requests.Count == ids.Length && _clock.Timers.Count == 0);
        Assert.All(ids.Zip(server.Requests), pair => Assert.Contains($"\"{pair.First}\"", pair.Second.Body, StringComparison.Ordinal));
        Assert.Empty(_log.Events);
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "the answer was 500.")]
    [InlineData("HTTP/1.1 307 Go\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "the answer was 307.")]
    [InlineData("220 mail.example.org ESMTP\r\n", "")]
    [InlineData(null, "")]
    public async Task What_is_not_taken_is_tried_again_and_then_a_warning(string? answer, string problem)
    {
        await using var server = StubHttpServer.With(answer);
        await using var hook = Hook(server);
        hook.Tell(Bounce);
        foreach (var pause in (double[])[1, 4, 16]) await PassAsync(TimeSpan.FromSeconds(pause));
        await Eventually.IsSoAsync(() => _log.Warnings.Count == 1);
        Assert.Equal(4, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.StartsWith("POST /hooks/T0", request.Head[0], StringComparison.Ordinal));
        Assert.StartsWith($"The bounce 132JTPR0 could not be told to http://127.0.0.1:{server.Root.Port}: {problem}", _log.Warnings[0], StringComparison.Ordinal);
        Assert.DoesNotContain("T0?key", _log.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_taken_at_a_second_try_is_no_warning()
    {
        await using var server = StubHttpServer.With("HTTP/1.1 503 Later\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", Taken);
        await using var hook = Hook(server);
        hook.Tell(Bounce);
        await PassAsync(TimeSpan.FromSeconds(1));
        await Eventually.IsSoAsync(() => server.Requests.Count == 2 && _clock.Timers.Count == 0);
        Assert.Equal(server.Requests[0].Body, server.Requests[1].Body);
        Assert.Empty(_log.Events);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_given_up_each_time()
    {
        await using var server = Silent();
        await using var hook = Hook(server);
        hook.Tell(Bounce);
        foreach (var pause in (double[])[10, 1, 10, 4, 10, 16, 10]) await PassAsync(TimeSpan.FromSeconds(pause));
        await Eventually.IsSoAsync(() => _log.Warnings.Count == 1);
        Assert.Contains("no answer came within 10 seconds", _log.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_finds_no_place_is_counted_in_a_warning()
    {
        var open = new TaskCompletionSource();
        await using var server = new StubHttpServer(async _ =>
        {
            await open.Task;
            return Taken;
        });
        await using var hook = Hook(server);
        hook.Tell(Bounce);
        await Eventually.IsSoAsync(() => server.Requests.Count == 1); // it waits no more
        for (var number = 0; number < BounceWebhook.MaxWaiting + 3; number++) hook.Tell(Bounce);
        open.SetResult();
        await Eventually.IsSoAsync(() => _log.Warnings.Count == 1);
        Assert.EndsWith("because too many waited: 3.", _log.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_end_waits_for_no_answer_and_no_pause()
    {
        await using var silent = Silent();
        var hook = Hook(silent);
        hook.Tell(Bounce);
        await Eventually.IsSoAsync(() => silent.Requests.Count == 1);
        await hook.DisposeAsync();

        await using var closing = StubHttpServer.With((string?)null);
        hook = Hook(closing);
        hook.Tell(Bounce);
        await Eventually.IsSoAsync(() => _clock.Timers is [{ TotalSeconds: 1 }]);
        await hook.DisposeAsync();
        hook.Tell(Bounce); // too late, and no error
        Assert.Empty(_log.Events);
    }

    private static StubHttpServer Silent() => new(async _ =>
    {
        await Task.Delay(Timeout.Infinite, Token);
        return null;
    });

    private BounceWebhook Hook(StubHttpServer server) => new(new Uri(server.Root, "hooks/T0?key=secret"), _log, _clock);

    /// <summary>Waits until the only timer is set, and lets its time pass.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        await Eventually.IsSoAsync(() => _clock.Timers is [var left] && left == time);
        _clock.Advance(time);
    }
}
