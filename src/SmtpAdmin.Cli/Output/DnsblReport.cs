using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Output;

/// <summary>Shows what a blacklist check has to say: results on standard output, what went wrong on the error stream.</summary>
internal sealed class DnsblReport(ResultWriter writer) : IDnsblReport, IDisposable
{
    private readonly List<string> _problems = [];
    private readonly ProgressLine _progress = new();

    /// <summary>An argument was refused.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>A file could not be used.</summary>
    public bool HasFailed { get; private set; }

    public IReadOnlyCollection<string> Problems
    {
        get
        {
            lock (_problems) return [.. _problems];
        }
    }

    /// <summary>Tells of an argument that cannot be used. May be called by any thread.</summary>
    public void Refuse(string reason)
    {
        HasRefused = true;
        lock (_problems) _problems.Add(reason);
        Tell(reason);
    }

    public ValueTask ResultAsync(DnsblResult result, CancellationToken cancellationToken)
    {
        _progress.Clear();
        writer.Write(result with { Findings = ShellNames.In(result.Findings) }, DnsblView.Write);
        return ValueTask.CompletedTask;
    }

    public ValueTask SummaryAsync(DnsblSummary summary, CancellationToken cancellationToken)
    {
        _progress.Clear();
        writer.Write(summary, DnsblView.Write);
        return ValueTask.CompletedTask;
    }

    public ValueTask WarningAsync(string message, CancellationToken cancellationToken)
    {
        Tell($"warning: {message}");
        return ValueTask.CompletedTask;
    }

    public ValueTask ProblemAsync(string errorId, IOException exception, string path, CancellationToken cancellationToken)
    {
        HasFailed = true;
        Tell(exception.Message);
        return ValueTask.CompletedTask;
    }

    public void Progress(DnsblTally tally) => _progress.Report(tally.ToString);

    public void Dispose() => _progress.Dispose();

    private void Tell(string message)
    {
        _progress.Clear();
        Usage.Report(message);
    }
}
