using System.Collections.Concurrent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>Takes note of the reports that it is asked for; all of them are durable at once, unless it is made to fail.</summary>
internal sealed class NotedReports : IRelayReports
{
    private readonly ConcurrentQueue<NotedReport> _sent = new();

    /// <summary>Asked before a report is durable. Throws where that is to fail.</summary>
    public Func<Task>? Before { get; set; }

    /// <summary>Asked behind it, before the caller is told.</summary>
    public Func<Task>? After { get; set; }

    /// <summary>The reports, in order.</summary>
    public IReadOnlyList<NotedReport> Sent => [.. _sent];

    public async Task<string?> SendAsync(long number, RelayEnvelope envelope, RelayMessageKind kind, IReadOnlyList<ReportedRecipient> recipients)
    {
        if (Before is { } before) await before();
        _sent.Enqueue(new(number, envelope, kind, recipients));
        if (After is { } after) await after();
        return "REPORT";
    }
}
