using System.Collections.Concurrent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>A log in memory.</summary>
internal sealed class MemoryLog : IRelayLog
{
    private readonly ConcurrentQueue<SmtpTraceEvent> _events = new();

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<SmtpTraceEvent> Events => [.. _events];

    /// <summary>What the warnings say, in order.</summary>
    public IReadOnlyList<string> Warnings => [.. Of(SmtpTraceKind.Warning).Select(entry => entry.Text ?? "")];

    /// <summary>What happened of one kind, in order.</summary>
    public IReadOnlyList<SmtpTraceEvent> Of(SmtpTraceKind kind) => [.. _events.Where(entry => entry.Kind == kind)];

    /// <summary>The one of a kind that happened.</summary>
    public SmtpTraceEvent One(SmtpTraceKind kind) => Assert.Single(Of(kind));

    public void Write(SmtpTraceEvent entry) => _events.Enqueue(entry);
}
