using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Output;

/// <summary>Tells what comes of work on queues, and what exit code that makes.</summary>
/// <param name="writer">Shows messages.</param>
/// <param name="view">How a person sees one.</param>
internal sealed class QueueReport(ResultWriter writer, Action<SmtpQueueItem> view) : ISmtpQueueReport, IDisposable
{
    private readonly ProgressLine _progress = new();
    private int _count;

    /// <summary>What the run ends with.</summary>
    public int Code { get; private set; } = ExitCode.Passed;

    /// <inheritdoc/>
    public bool WantsChanged { get; init; }

    /// <summary>What would be done, where nothing is done but told; null where it is done.</summary>
    public string? WhatIf { get; init; }

    /// <inheritdoc/>
    public ValueTask<bool> ConfirmAsync(SmtpQueueItem item, CancellationToken cancellationToken)
    {
        Count();
        if (WhatIf is not null) Say($"What if: {SmtpQueueText.Name(item)}: {WhatIf}");
        return new(WhatIf is null);
    }

    /// <inheritdoc/>
    public ValueTask ItemAsync(SmtpQueueItem item, CancellationToken cancellationToken)
    {
        _progress.Clear();
        writer.Write(item, view);
        Count();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask MissingAsync(string queueId, string spoolPath, CancellationToken cancellationToken) => Fail(SmtpQueueText.Missing(queueId, spoolPath));

    /// <inheritdoc/>
    public ValueTask ProblemAsync(SmtpRelayException exception, string spoolPath, CancellationToken cancellationToken) => Fail(exception.Message);

    /// <summary>Something could not be carried out; the others still count.</summary>
    public ValueTask Fail(string reason)
    {
        _progress.Clear();
        Code = ExitCode.NotCarriedOut;
        Usage.Report(reason);
        return ValueTask.CompletedTask;
    }

    /// <summary>A line for people.</summary>
    public void Say(string text)
    {
        _progress.Clear();
        Console.Out.WriteLine(text);
    }

    /// <summary>Another message was done with, for those who watch.</summary>
    public void Count()
    {
        var count = ++_count;
        _progress.Report(() => $"{Counted.Of(count, "message")} ...");
    }

    public void Dispose() => _progress.Dispose();
}
