using System.Collections.Concurrent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;

/// <summary>Keeps what it is told.</summary>
internal sealed class RecordingRelayLog : IRelayLog
{
    private readonly ConcurrentQueue<SmtpTraceEvent> _entries = new();

    public IReadOnlyList<SmtpTraceEvent> Entries => [.. _entries];

    public void Write(SmtpTraceEvent entry) => _entries.Enqueue(entry);
}
