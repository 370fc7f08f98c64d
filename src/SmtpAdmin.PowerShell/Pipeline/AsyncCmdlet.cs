using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>
/// A cmdlet whose work runs beside the pipeline: items go in as they are bound, results come out as they are ready.
/// Only the pipeline's thread may write to the shell, so the work posts what it has to say, and the pipeline's thread
/// says it whenever it is inside the cmdlet.
/// </summary>
/// <typeparam name="TItem">What one bound input becomes.</typeparam>
public abstract class AsyncCmdlet<TItem> : PSCmdlet, IDisposable
{
    private const int QueueLength = 256;
    private static readonly TimeSpan ProgressDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<TItem> _items = Channel.CreateBounded<TItem>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Channel<Action> _said = Channel.CreateBounded<Action>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private Task? _work;
    private volatile ProgressRecord? _progress;
    private ProgressRecord? _shown;
    private long _shownAt;

    /// <summary>Checks the parameters that hold for all items and makes what the work needs. Runs once, on the pipeline's thread.</summary>
    protected virtual void Prepare()
    {
    }

    /// <summary>Turns the parameters as they are bound now into items. Runs for each input, on the pipeline's thread.</summary>
    protected abstract IEnumerable<TItem> ReadItems();

    /// <summary>The work. Runs beside the pipeline's thread; speaks through <see cref="EmitAsync"/> and its like.</summary>
    /// <param name="items">The items, as they are bound.</param>
    /// <param name="cancellationToken">Is cancelled when the pipeline stops.</param>
    protected abstract Task RunAsync(IAsyncEnumerable<TItem> items, CancellationToken cancellationToken);

    /// <summary>Writes what is to come last, when all work is done. Runs on the pipeline's thread.</summary>
    protected virtual void Finish()
    {
    }

    /// <summary>Writes an object to the pipeline. Waits while the pipeline is behind.</summary>
    protected ValueTask EmitAsync(object value, CancellationToken cancellationToken) =>
        _said.Writer.WriteAsync(() => WriteObject(value), cancellationToken);

    /// <summary>Writes an error that does not end the command.</summary>
    protected ValueTask EmitErrorAsync(ErrorRecord error, CancellationToken cancellationToken) =>
        _said.Writer.WriteAsync(() => WriteError(error), cancellationToken);

    /// <summary>Writes a warning.</summary>
    protected ValueTask EmitWarningAsync(string text, CancellationToken cancellationToken) =>
        _said.Writer.WriteAsync(() => WriteWarning(text), cancellationToken);

    /// <summary>Asks whether to go on, as <c>-WhatIf</c> and <c>-Confirm</c> want it; on the pipeline's thread, while the work waits.</summary>
    /// <param name="target">What would be changed.</param>
    /// <param name="action">How.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The pipeline stopped.</exception>
    protected Task<bool> ConfirmAsync(string target, string action, CancellationToken cancellationToken) => ConfirmAsync(() => ShouldProcess(target, action), cancellationToken);

    /// <summary>The same in words of its own, which may be several lines.</summary>
    /// <param name="description">What would be done: what <c>-WhatIf</c> shows.</param>
    /// <param name="question">What <c>-Confirm</c> asks.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The pipeline stopped.</exception>
    protected Task<bool> ConfirmTextAsync(string description, string question, CancellationToken cancellationToken) => ConfirmAsync(() => ShouldProcess(description, question, "Confirm"), cancellationToken);

    private async Task<bool> ConfirmAsync(Func<bool> ask, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _said.Writer.WriteAsync(() => answer.SetResult(ask()), cancellationToken).ConfigureAwait(false);
        return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false); // where the shell throws in place of answering, it stops the pipeline too
    }

    /// <summary>Does something on the pipeline's thread, in its turn.</summary>
    protected ValueTask DoAsync(Action action, CancellationToken cancellationToken) => _said.Writer.WriteAsync(action, cancellationToken);

    /// <summary>Writes to the verbose stream.</summary>
    protected ValueTask EmitVerboseAsync(string text, CancellationToken cancellationToken) =>
        _said.Writer.WriteAsync(() => WriteVerbose(text), cancellationToken);

    /// <summary>Says how far the work is. Shown only once it has taken two seconds.</summary>
    /// <param name="status">What is going on now.</param>
    /// <param name="percent">0 to 100; -1 when it is not known.</param>
    protected void SetProgress(string status, int percent = -1) =>
        _progress = new ProgressRecord(1, MyInvocation.MyCommand.Name, status) { PercentComplete = percent };

    /// <summary>How far the work is, for work that counts rather than tells each step; null for the latter. Asked on the pipeline's thread, a few times a second.</summary>
    protected virtual (string Status, int Percent)? CurrentProgress => null;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        Prepare();
        _work = Task.Run(WorkAsync);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        foreach (var item in ReadItems())
        {
            while (!_items.Writer.TryWrite(item))
            {
                var room = _items.Writer.WaitToWriteAsync(_stop.Token).AsTask();
                SayUntil(room);
                if (!room.IsCompletedSuccessfully || !room.Result) return; // the work has ended and takes no more
            }
        }
        SayWhatIsReady();
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        _items.Writer.TryComplete();
        if (_work is not null) SayUntil(_work); // the last word is said before the work ends, but only its end tells how it ended
        if (_shown is not null) WriteProgress(new ProgressRecord(1, MyInvocation.MyCommand.Name, "Done") { RecordType = ProgressRecordType.Completed });
        if (_work is { IsFaulted: true, Exception.InnerException: { } error })
            ThrowTerminatingError(error is CmdletErrorException known ? known.Error : new ErrorRecord(error, "UnexpectedError", ErrorCategory.NotSpecified, null));
        Finish();
    }

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>How long a pipeline that was stopped waits for the work, which ends by its token: a second is what a person at the keyboard grants it.</summary>
    protected virtual TimeSpan StopTimeout => TimeSpan.FromSeconds(1);

    /// <summary>Ends what is still running. The shell calls it at the end of the pipeline, however that came about.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        _stop.Cancel();
        _items.Writer.TryComplete();
        if (_work is null || Task.WaitAny([_work], StopTimeout) == 0) _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            await RunAsync(ItemsAsync(_stop.Token), _stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _items.Writer.TryComplete(); // work that ended early takes no more
            _said.Writer.TryComplete();
        }
    }

    private async IAsyncEnumerable<TItem> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in _items.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return item;
    }

    /// <summary>Keeps the pipeline's thread, which has nothing else to do, saying things until a task is done.</summary>
    private void SayUntil(Task done)
    {
        Task? more = null;
        while (!done.IsCompleted)
        {
            SayWhatIsReady();
            if (more is null or { IsCompleted: true }) more = _said.Reader.WaitToReadAsync(_stop.Token).AsTask();
            Task.WaitAny([done, more], ProgressInterval);
            if (_stop.IsCancellationRequested) throw new PipelineStoppedException();
        }
        SayWhatIsReady();
    }

    private void SayWhatIsReady()
    {
        while (_said.Reader.TryRead(out var say)) say();
        ShowProgress();
    }

    private void ShowProgress()
    {
        var now = TimeProvider.System.GetTimestamp();
        if (TimeProvider.System.GetElapsedTime(_start, now) < ProgressDelay || TimeProvider.System.GetElapsedTime(_shownAt, now) < ProgressInterval) return;
        if (CurrentProgress is { } current) SetProgress(current.Status, current.Percent);
        if (_progress is not { } progress) return;
        _progress = null;
        // What is shown already is not drawn again. To draw, the console asks the terminal where the cursor is, and waits for the answer; Ctrl+C
        // throws away what the terminal has not read by then, and the shell hangs. What runs for days must not be in that state all the time.
        if (_shown is { } shown && shown.StatusDescription == progress.StatusDescription && shown.PercentComplete == progress.PercentComplete) return;
        _shownAt = now;
        _shown = progress;
        WriteProgress(progress);
    }
}
