using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Keeps all that a run has to say.</summary>
internal sealed class RecordingReport : IDnsblReport
{
    /// <summary>What went wrong outside of the run.</summary>
    public List<string> Outside { get; } = [];

    public List<DnsblResult> Results { get; } = [];

    public List<DnsblSummary> Summaries { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<(string ErrorId, string Message, string Path)> Troubles { get; } = [];

    /// <summary>Results and how many were expected, each time that progress was told.</summary>
    public List<(int Results, long Expected)> Steps { get; } = [];

    /// <summary>Hears of each result before the run goes on.</summary>
    public Action<DnsblResult>? OnResult { get; init; }

    /// <summary>Hears how far the run is before it goes on.</summary>
    public Action<DnsblTally>? OnProgress { get; init; }

    public IReadOnlyCollection<string> Problems => Outside;

    /// <summary>The results, short: target, zone, status, and the change if there is one.</summary>
    public IEnumerable<string> Short => Results.Select(result => $"{result.Target} {result.Zone} {result.Status} {result.Change}".TrimEnd()).Order(StringComparer.Ordinal);

    public ValueTask ResultAsync(DnsblResult result, CancellationToken cancellationToken)
    {
        Results.Add(result);
        OnResult?.Invoke(result);
        return ValueTask.CompletedTask;
    }

    public ValueTask SummaryAsync(DnsblSummary summary, CancellationToken cancellationToken)
    {
        Summaries.Add(summary);
        return ValueTask.CompletedTask;
    }

    public ValueTask WarningAsync(string message, CancellationToken cancellationToken)
    {
        Warnings.Add(message);
        return ValueTask.CompletedTask;
    }

    public ValueTask ProblemAsync(string errorId, IOException exception, string path, CancellationToken cancellationToken)
    {
        Troubles.Add((errorId, exception.Message, path));
        return ValueTask.CompletedTask;
    }

    public void Progress(DnsblTally tally)
    {
        Steps.Add((tally.Results, tally.Expected));
        OnProgress?.Invoke(tally);
    }
}
