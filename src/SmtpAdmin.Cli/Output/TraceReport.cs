using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Output;

/// <summary>Tells what a search in audit logs finds, and what exit code that makes.</summary>
/// <param name="writer">Shows events.</param>
internal sealed class TraceReport(ResultWriter writer) : ISmtpTraceReport, IDisposable
{
    private readonly ProgressLine _progress = new();
    private int _found;

    /// <summary>What the run ends with.</summary>
    public int Code { get; private set; } = ExitCode.Passed;

    /// <inheritdoc/>
    public ValueTask EventAsync(SmtpTraceEvent entry, CancellationToken cancellationToken)
    {
        _progress.Clear();
        writer.Write(entry, TraceView.Write);
        var found = ++_found;
        _progress.Report(() => $"{Counted.Of(found, "event")} found ...");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask MissingAsync(string queueId, string text, CancellationToken cancellationToken) => Fail(text);

    /// <inheritdoc/>
    public ValueTask ProblemAsync(Exception exception, string folder, CancellationToken cancellationToken) => Fail(exception.Message);

    /// <inheritdoc/>
    public ValueTask WarningAsync(string text, CancellationToken cancellationToken)
    {
        _progress.Clear();
        Usage.Report($"warning: {text}");
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _progress.Dispose();

    private ValueTask Fail(string reason)
    {
        _progress.Clear();
        Code = ExitCode.NotCarriedOut;
        Usage.Report(reason);
        return ValueTask.CompletedTask;
    }
}
