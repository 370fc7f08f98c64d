namespace SmtpAdmin.Smtp.Relay;

/// <summary>The one timer of a connection, set anew for each thing that is waited for. Not safe for use by several threads, but for its cancellation.</summary>
internal sealed class SessionDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _abort;
    private readonly CancellationToken _aborting;
    private volatile bool _isCut;

    /// <param name="time">Measures.</param>
    /// <param name="aborting">Ends all at once.</param>
    public SessionDeadline(TimeProvider time, CancellationToken aborting)
    {
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _aborting = aborting;
        _abort = aborting.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>Cancelled when time is up, or when all is to end. Once cancelled, it stays so.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>How long was waited when time was up.</summary>
    public TimeSpan Limit { get; private set; }

    /// <summary>It was not the time that was up: all is to end.</summary>
    public bool IsAborted => _isCut || _aborting.IsCancellationRequested;

    /// <summary>Time was up.</summary>
    public bool IsUp => _source.IsCancellationRequested && !IsAborted;

    /// <summary>Lets the time begin anew.</summary>
    public void Begin(TimeSpan limit)
    {
        Limit = limit;
        _source.CancelAfter(limit);
    }

    /// <summary>Ends all that is waited for, as if all were to end.</summary>
    public void Cut()
    {
        _isCut = true;
        _source.Cancel();
    }

    /// <summary>Nothing is waited for.</summary>
    public void End() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose()
    {
        _abort.Dispose();
        _source.Dispose();
    }
}
