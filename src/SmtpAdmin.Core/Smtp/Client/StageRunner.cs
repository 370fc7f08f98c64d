using System.Net.Sockets;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Runs stages under their deadlines, takes their times, and turns a lost connection into a stage's outcome.</summary>
internal sealed class StageRunner(TimeProvider timeProvider, SmtpTranscript transcript, Action<SmtpStage> onStage)
{
    private readonly List<SmtpStageResult> _results = [];

    /// <summary>The stages that ran.</summary>
    public IReadOnlyList<SmtpStageResult> Results => _results;

    /// <summary>The stage that failed last; QUIT, which decides nothing, does not count.</summary>
    public SmtpStage? FailedStage { get; private set; }

    /// <summary>What kind of failure it was.</summary>
    public SmtpFailureKind FailureKind { get; private set; }

    /// <summary>Adds a stage that ran before.</summary>
    public void Add(SmtpStageResult result) => _results.Add(result);

    /// <summary>Runs a stage.</summary>
    /// <param name="stage">Which.</param>
    /// <param name="limit">How long it may take as a whole.</param>
    /// <param name="body">What it does.</param>
    /// <param name="describeTimeout">What to say when time is up.</param>
    /// <param name="cancellationToken">The caller's own token; its cancellation is thrown, not told.</param>
    /// <param name="recipient">The recipient it is about.</param>
    /// <returns>The stage succeeded.</returns>
    public async Task<bool> RunAsync(
        SmtpStage stage, TimeSpan limit, Func<CancellationToken, Task<StageOutcome>> body, Func<string> describeTimeout, CancellationToken cancellationToken, string? recipient = null)
    {
        onStage(stage);
        var start = timeProvider.GetTimestamp();
        StageOutcome outcome;
        try
        {
            outcome = await WithinAsync(limit, body, describeTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException problem)
        {
            outcome = StageOutcome.Failed(stage == SmtpStage.Connect ? SmtpFailureKind.ConnectTimeout : SmtpFailureKind.Timeout, problem.Message);
        }
        catch (SmtpSessionException problem)
        {
            outcome = problem.LastReply is { } reply
                ? StageOutcome.FromReply(reply, fits: false)
                : StageOutcome.Failed(problem.Kind, problem.Message);
        }
        catch (SocketException problem)
        {
            outcome = StageOutcome.Failed(KindOf(problem.SocketErrorCode), $"{problem.Message.TrimEnd('.')}.");
        }

        _results.Add(new SmtpStageResult(stage, outcome.Succeeded, Milliseconds.Since(timeProvider, start), outcome.Reply, transcript.Mask.Apply(outcome.Text)) { Recipient = recipient });
        if (!outcome.Succeeded && outcome.Reply is null) transcript.Add(TranscriptSide.Note, outcome.Text);
        if (!outcome.Succeeded && stage != SmtpStage.Quit)
        {
            FailedStage = stage;
            FailureKind = outcome.Kind;
        }
        return outcome.Succeeded;
    }

    /// <summary>Runs something under a deadline.</summary>
    /// <exception cref="TimeoutException">Time was up.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public Task<T> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> body, Func<string> describeTimeout, CancellationToken cancellationToken) =>
        WithinAsync(limit, (_, token) => body(token), describeTimeout, cancellationToken);

    /// <summary>Runs something under a deadline that its progress moves: its first argument lets the time begin anew.</summary>
    /// <exception cref="TimeoutException">Time was up without progress.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public async Task<T> WithinAsync<T>(TimeSpan limit, Func<Action, CancellationToken, Task<T>> body, Func<string> describeTimeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await body(() => deadline.CancelAfter(limit), both.Token).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException && deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"Time was up after {limit.TotalSeconds:0.###} s: {describeTimeout()}."));
        }
        catch (IOException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken); // a stream torn down by the cancellation
        }
    }

    /// <summary>What kind of failure a connection that was not made is.</summary>
    public static SmtpFailureKind KindOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => SmtpFailureKind.ConnectRefused,
        SocketError.TimedOut => SmtpFailureKind.ConnectTimeout,
        SocketError.ConnectionReset or SocketError.ConnectionAborted => SmtpFailureKind.ConnectReset,
        _ => SmtpFailureKind.ConnectUnreachable,
    };
}
