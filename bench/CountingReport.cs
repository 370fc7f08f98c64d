using SmtpAdmin.Reputation;

namespace SmtpAdmin.Bench;

/// <summary>Counts what a run of a blacklist check gives, and keeps nothing of it.</summary>
internal sealed class CountingReport : IDnsblReport
{
    public int Results { get; private set; }

    /// <summary>Those that say nothing about their target.</summary>
    public int Undecided { get; private set; }

    public IReadOnlyCollection<string> Problems => [];

    public ValueTask ResultAsync(DnsblResult result, CancellationToken cancellationToken)
    {
        Results++;
        if (result.Status is not (DnsblStatus.Listed or DnsblStatus.NotListed)) Undecided++;
        return ValueTask.CompletedTask;
    }

    public ValueTask SummaryAsync(DnsblSummary summary, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WarningAsync(string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ProblemAsync(string errorId, IOException exception, string path, CancellationToken cancellationToken) => throw exception;

    public void Progress(DnsblTally tally)
    {
    }
}
