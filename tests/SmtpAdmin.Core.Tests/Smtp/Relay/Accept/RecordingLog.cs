using System.Collections.Concurrent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

/// <summary>Remembers what the log was told.</summary>
internal sealed class RecordingLog : IRelayLog
{
    private readonly ConcurrentQueue<SmtpTraceEvent> _events = new();

    public IReadOnlyList<SmtpTraceEvent> Events => [.. _events];

    public SmtpTraceEvent One(SmtpTraceKind kind) => Assert.Single(_events, entry => entry.Kind == kind);

    public void Write(SmtpTraceEvent entry) => _events.Enqueue(entry);
}
