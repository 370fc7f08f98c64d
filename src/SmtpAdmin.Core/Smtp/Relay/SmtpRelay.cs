using System.Threading.Channels;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// A relay: takes mail in, keeps it on disk, and gets it out. What it answered 250 is delivered, or bounced, or waits in the queue, whatever
/// happens to the process in between. When it is stopped, its queue waits for the next start.
/// </summary>
public sealed class SmtpRelay : IAsyncDisposable
{
    /// <summary>How long a stop waits for what is under way, unless told otherwise.</summary>
    public static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(30);

    private readonly RelayParts _parts;
    private readonly RelayTarget _target;
    private readonly TaskCompletionSource<TimeSpan> _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _hurry = new();
    private readonly Task _run;

    private SmtpRelay(RelayParts parts, SmtpRelayConfiguration? configuration)
    {
        _parts = parts;
        _target = new RelayTarget(parts, configuration, grace => RequestStop(grace));
        _parts.Log.Bounced += entry => Bounced?.Invoke(this, new SmtpRelayBounceEventArgs(entry));
        _run = RunAsync();
    }

    /// <summary>A report that a message could not be delivered, or is late, went into the queue. Raised on a thread of the relay's, which it must not hold up.</summary>
    public event EventHandler<SmtpRelayBounceEventArgs>? Bounced;

    /// <summary>Ends when the relay has stopped, whoever asked it to.</summary>
    public Task Completion => _run;

    /// <summary>Ends when the relay begins to stop, whoever asked it to.</summary>
    public Task StopRequested => _stopRequested.Task;

    /// <summary>How long a stop waits for what is under way where who asks for it does not say.</summary>
    public TimeSpan Grace { get; set; } = UsualGrace;

    /// <summary>The folder of its queue.</summary>
    public string SpoolPath => _parts.Options.SpoolPath;

    /// <summary>Starts a relay: opens its spool, takes up what waits there, listens.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="resolver">Asks the DNS. It stays the caller's to dispose, after the relay.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="SmtpRelayException">It cannot run so: the options contradict each other or would make an open relay, another relay has the spool, this account may not use it, or a port cannot be listened on.</exception>
    /// <exception cref="IOException">The spool cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<SmtpRelay> StartAsync(SmtpRelayOptions options, IDnsResolver resolver, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StartAsync(options, configuration: null, resolver, time, cancellationToken);
    }

    /// <summary>Starts a relay by its configuration file, which it can read again.</summary>
    /// <param name="configuration">The configuration. It stays the caller's to dispose, after the relay.</param>
    /// <param name="resolver">Asks the DNS. It stays the caller's too.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <inheritdoc cref="StartAsync(SmtpRelayOptions, IDnsResolver, TimeProvider, CancellationToken)"/>
    public static Task<SmtpRelay> StartAsync(SmtpRelayConfiguration configuration, IDnsResolver resolver, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return StartAsync(configuration.Options, configuration, resolver, time, cancellationToken);
    }

    /// <summary>How it does.</summary>
    public SmtpRelayStatus GetStatus() => _target.GetStatus();

    /// <summary>What an administrator should look at, for as long as it runs: first what <see cref="SmtpRelayStatus.LastErrors"/> has by now, the oldest first, then each as it comes.</summary>
    /// <param name="cancellationToken">Ends the wait for more.</param>
    public IAsyncEnumerable<SmtpRelayError> FollowErrorsAsync(CancellationToken cancellationToken)
    {
        // Who reads slowly must not hold up the relay, nor fill its memory.
        var errors = Channel.CreateBounded<SmtpRelayError>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        _parts.Log.Follow(error => errors.Writer.TryWrite(error));
        return errors.Reader.ReadAllAsync(cancellationToken);
    }

    /// <summary>Reads its configuration again, if it has one.</summary>
    /// <returns>What is other than before, as a sentence.</returns>
    /// <exception cref="InvalidOperationException">There is none, or it is no good: the relay goes on as before.</exception>
    public Task<string> ReloadAsync(CancellationToken cancellationToken) => _target.ReloadAsync(cancellationToken);

    /// <summary>Begins to stop, and returns at once: see <see cref="Completion"/>.</summary>
    /// <param name="grace">How long what is under way may take; null for <see cref="Grace"/>.</param>
    public void RequestStop(TimeSpan? grace = null) => _stopRequested.TrySetResult(grace ?? Grace);

    /// <summary>Stops: takes nothing in any more, lets messages under way come in and go out, and leaves the rest in the queue.</summary>
    /// <param name="grace">How long that may take; what is not done then is cut off, and stays in the queue.</param>
    /// <param name="cancellationToken">Cuts off at once.</param>
    public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        RequestStop(grace);
        using var hurry = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _hurry);
        await _run.ConfigureAwait(false);
    }

    /// <summary>Stops at once; what is under way is cut off, and stays in the queue.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_run.IsCompleted) await StopAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        _hurry.Dispose();
    }

    private static async Task<SmtpRelay> StartAsync(
        SmtpRelayOptions options, SmtpRelayConfiguration? configuration, IDnsResolver resolver, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(time);
        var relay = new SmtpRelay(await RelayParts.OpenAsync(options, resolver, time, cancellationToken).ConfigureAwait(false), configuration);
        try
        {
            relay._parts.Begin(relay._target);
            return relay;
        }
        catch
        {
            await relay.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task RunAsync()
    {
        var grace = await _stopRequested.Task.ConfigureAwait(false);
        _target.IsStopping = true;
        using var timer = new CancellationTokenSource(Measurable(grace), _parts.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _hurry.Token);
        await using (_parts.ConfigureAwait(false)) await _parts.EndAsync(end.Token).ConfigureAwait(false);
    }

    /// <summary>A time that a timer takes: less than none is none, and more than one counts to is without end.</summary>
    private static TimeSpan Measurable(TimeSpan grace) =>
        grace > TimeSpan.FromDays(49) ? Timeout.InfiniteTimeSpan : grace < TimeSpan.Zero && grace != Timeout.InfiniteTimeSpan ? TimeSpan.Zero : grace;
}
