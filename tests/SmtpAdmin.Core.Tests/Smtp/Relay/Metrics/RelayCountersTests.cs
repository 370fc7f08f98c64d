using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Metrics;

public sealed class RelayCountersTests
{
    private readonly ManualTime _time = new();
    private readonly MemoryLog _log = new();
    private readonly RelayCounters _counters;

    public RelayCountersTests() => _counters = new RelayCounters(_log, _time);

    [Fact]
    public void Each_event_is_counted_and_handed_on()
    {
        Write(SmtpTraceKind.Connected);
        Write(SmtpTraceKind.Authenticated, reply: "235 2.7.0 Welcome");
        Write(SmtpTraceKind.Refused, reply: "535 5.7.8 No");
        Write(SmtpTraceKind.Refused, reply: "503 5.5.1 No");
        Write(SmtpTraceKind.Refused);
        Write(SmtpTraceKind.Accepted, size: 100);
        Write(SmtpTraceKind.Accepted, size: 11);
        Write(SmtpTraceKind.Delivered, recipients: 3);
        Write(SmtpTraceKind.Deferred, recipients: 2);
        Write(SmtpTraceKind.Failed, recipients: 1);
        Write(SmtpTraceKind.Bounced);
        Write(SmtpTraceKind.Warning);
        Write(SmtpTraceKind.Damaged);
        Write(SmtpTraceKind.Done);

        Assert.Equal(
            new SmtpRelayCounters
            {
                AcceptedMessages = 2, AcceptedOctets = 111, Refused = 3, Delivered = 3, Deferred = 2, Failed = 1, Bounced = 1, Connections = 1,
                AuthSuccesses = 1, AuthFailures = 1, Warnings = 2, AcceptedPerMinute = 2, DeliveredPerMinute = 3, FailedPerMinute = 3,
            },
            _counters.Snapshot());
        Assert.Equal(14, _log.Events.Count);
    }

    [Fact]
    public void A_rate_forgets_what_is_a_minute_old()
    {
        for (var second = 0; second < 200; second++)
        {
            Write(SmtpTraceKind.Accepted);
            Assert.Equal(Math.Min(second + 1, 60), _counters.Snapshot().AcceptedPerMinute);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        _time.Advance(TimeSpan.FromSeconds(58));
        Assert.Equal(1, _counters.Snapshot().AcceptedPerMinute);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _counters.Snapshot().AcceptedPerMinute);
        Assert.Equal(200, _counters.Snapshot().AcceptedMessages);
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_count_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var number = 0; number < 10_000; number++) Write(SmtpTraceKind.Delivered, recipients: 2);
        }, TestContext.Current.CancellationToken)));
        Assert.Equal((80_000, 80_000), (_counters.Snapshot().Delivered, _counters.Snapshot().DeliveredPerMinute));
    }

    private void Write(SmtpTraceKind kind, int recipients = 0, long? size = null, string? reply = null) => _counters.Write(new SmtpTraceEvent
    {
        Time = _time.GetUtcNow(), Kind = kind, Size = size, Reply = reply, Recipients = recipients == 0 ? null : [.. Enumerable.Repeat("bob@example.net", recipients)],
    });
}
