using System.Collections.Concurrent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>Keeps what was taken down.</summary>
internal sealed class NotedWarnings : IRelayLog
{
    private readonly ConcurrentQueue<SmtpTraceEvent> _events = new();

    public IReadOnlyList<SmtpTraceEvent> Events => [.. _events];

    public IReadOnlyList<string> Texts => [.. _events.Where(entry => entry.Kind == SmtpTraceKind.Warning).Select(entry => entry.Text ?? "")];

    public void Write(SmtpTraceEvent entry) => _events.Enqueue(entry);
}
