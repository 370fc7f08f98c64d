using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

public sealed class RelayErrorMemoryTests
{
    private readonly MemoryLog _log = new();
    private readonly RelayErrorMemory _memory;

    public RelayErrorMemoryTests() => _memory = new RelayErrorMemory(_log);

    [Fact]
    public void The_last_twenty_that_matter_are_kept_the_latest_first()
    {
        for (var number = 1; number <= 25; number++)
        {
            _memory.Write(Event(number % 2 == 0 ? SmtpTraceKind.Warning : SmtpTraceKind.Damaged, number));
            _memory.Write(Event(SmtpTraceKind.Deferred, number));
        }
        Assert.Equal(Enumerable.Range(6, 20).Reverse().Select(number => $"text {number}"), _memory.Errors.Select(error => error.Text));
        Assert.Equal(50, _log.Events.Count);
    }

    [Fact]
    public void Bounces_and_nothing_else_are_told()
    {
        var told = new List<SmtpTraceEvent>();
        _memory.Bounced += told.Add;
        foreach (var kind in Enum.GetValues<SmtpTraceKind>()) _memory.Write(Event(kind, 1));
        Assert.Equal(SmtpTraceKind.Bounced, Assert.Single(told).Kind);
    }

    [Fact]
    public void Who_is_told_and_throws_hurts_nobody()
    {
        _memory.Bounced += _ => throw new InvalidOperationException("no\u001b[2J such script");
        _memory.Write(Event(SmtpTraceKind.Bounced, 1));
        Assert.Equal([SmtpTraceKind.Bounced, SmtpTraceKind.Warning], _log.Events.Select(entry => entry.Kind));
        Assert.Contains("no\uFFFD[2J such script", Assert.Single(_memory.Errors).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_follows_is_told_what_is_kept_and_then_what_comes()
    {
        for (var number = 1; number <= 25; number++) _memory.Write(Event(SmtpTraceKind.Warning, number));
        var told = new List<string>();
        _memory.Follow(error => told.Add(error.Text));
        _memory.Write(Event(SmtpTraceKind.Damaged, 26));
        _memory.Write(Event(SmtpTraceKind.Deferred, 27));
        Assert.Equal(Enumerable.Range(6, 21).Select(number => $"text {number}"), told);
    }

    private static SmtpTraceEvent Event(SmtpTraceKind kind, int number) =>
        new() { Time = new DateTimeOffset(2026, 11, 3, 9, 0, number, TimeSpan.Zero), Kind = kind, Text = FormattableString.Invariant($"text {number}") };
}
