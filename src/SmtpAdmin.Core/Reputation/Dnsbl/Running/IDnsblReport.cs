namespace SmtpAdmin.Reputation;

/// <summary>Takes what a run of a blacklist check has to say, one thing at a time.</summary>
public interface IDnsblReport
{
    /// <summary>What went wrong outside of the run, such as targets that could not be read: the log tells it too.</summary>
    IReadOnlyCollection<string> Problems { get; }

    /// <summary>Takes a result.</summary>
    ValueTask ResultAsync(DnsblResult result, CancellationToken cancellationToken);

    /// <summary>Takes a summary.</summary>
    ValueTask SummaryAsync(DnsblSummary summary, CancellationToken cancellationToken);

    /// <summary>Takes a sentence that people should read.</summary>
    ValueTask WarningAsync(string message, CancellationToken cancellationToken);

    /// <summary>Takes an error that does not end the run: the state file or the log.</summary>
    /// <param name="errorId">What is wrong, as an identifier that scripts may match on.</param>
    /// <param name="exception">What is wrong and what to do.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask ProblemAsync(string errorId, IOException exception, string path, CancellationToken cancellationToken);

    /// <summary>Hears how far the run is.</summary>
    void Progress(DnsblTally tally);
}
