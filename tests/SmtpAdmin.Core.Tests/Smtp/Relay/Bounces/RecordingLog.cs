using System.Collections.Concurrent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Bounces;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordingLog : IRelayLog
{
    public ConcurrentQueue<SmtpTraceEvent> Events { get; } = new();

    public void Write(SmtpTraceEvent entry) => Events.Enqueue(entry);
}
