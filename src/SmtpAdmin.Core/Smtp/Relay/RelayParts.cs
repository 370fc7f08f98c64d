using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The parts of a running relay, put together: who writes what, who is begun first, and who ends first.</summary>
internal sealed class RelayParts : IAsyncDisposable
{
    private readonly AuditLog _audit;
    private readonly BounceWebhook? _webhook;
    private readonly List<SmtpListener> _listeners = [];
    private readonly CancellationTokenSource _queueStop = new();
    private IReadOnlyList<StoredMessage> _found;
    private Task _queueRun = Task.CompletedTask;
    private RelayControlServer? _control;
    private RelayHttpEndpoint? _http;

    private RelayParts(SmtpRelayOptions options, IDnsResolver resolver, TimeProvider time, AuditLog audit, SpoolOpening opening)
    {
        (Options, Time, _audit, _found) = (options, time, audit, opening.Messages);
        Counters = new RelayCounters(audit, time);
        var log = Log = new RelayErrorMemory(Counters);
        options.Attach(log);
        if (options.BounceHook is { } hook)
        {
            _webhook = new BounceWebhook(hook, log, time);
            log.Bounced += _webhook.Tell;
        }
        Spool = opening.Spool;
        Queue = new RelayQueue(Spool, new RelayRoutes(options.Routes, options.HostName, options.PostmasterAddress), options.Retry, log, time, Random.Shared);
        Queue.Reports = new RelayReports(Spool, Queue.Encode, Queue.Add, options, log, time);
        Spool.Snapshot = Queue.Snapshot;
        Acceptance = new RelayAcceptance(options, Spool, Queue, log, time);
        Spool.LeastFree = () => Acceptance.LeastFree;
        Delivery = new DeliveryEngine(Queue, Spool, options, resolver, TcpSmtpConnector.Instance, log, time, Random.Shared, Queue.MarkDamaged, () => EndPoints);
        Queue.PauseOf = Delivery.PauseOf;
        foreach (var damage in opening.Damage.Where(damage => !damage.IsTorn)) Tell(SmtpTraceKind.Damaged, Describe(damage));
    }

    /// <summary>How it was told to behave at its start.</summary>
    public SmtpRelayOptions Options { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where events go, and the last errors.</summary>
    public RelayErrorMemory Log { get; }

    /// <summary>The folder of the audit log.</summary>
    public string AuditPath => Options.AuditPath;

    /// <summary>Why events cannot be written; null while they can.</summary>
    public string? AuditProblem => _audit.Problem;

    /// <summary>What was done since the start.</summary>
    public RelayCounters Counters { get; }

    /// <summary>Where messages are kept.</summary>
    public Spool Spool { get; }

    /// <summary>What is to be done about them.</summary>
    public RelayQueue Queue { get; }

    /// <summary>Takes them in.</summary>
    public RelayAcceptance Acceptance { get; }

    /// <summary>Gets them out.</summary>
    public DeliveryEngine Delivery { get; }

    /// <summary>The listeners, in the order of the options.</summary>
    public IReadOnlyList<SmtpListener> Listeners => _listeners;

    private IReadOnlyList<IPEndPoint> EndPoints => [.. _listeners.Select(listener => listener.LocalEndPoint)];

    /// <summary>Checks the options and opens the spool.</summary>
    /// <exception cref="SmtpRelayException">The options contradict each other or would make an open relay, or another relay has the spool, or a later version wrote it, or this account may not use it.</exception>
    /// <exception cref="IOException">The spool cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<RelayParts> OpenAsync(SmtpRelayOptions options, IDnsResolver resolver, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyList<Finding> findings = [.. SmtpRelayOptionsCheck.Find(options, time.GetUtcNow()).Select(found => found.Finding)];
        if (findings.FirstOrDefault(finding => finding.Severity == FindingSeverity.Error) is { } error) throw new SmtpRelayException(error.ToSentences());
        RelayControlPath.For(options.SpoolPath); // too long a path is told before anything is made
        SpoolOpening opening;
        try
        {
            opening = await Spool.OpenAsync(new SpoolOptions { Path = options.SpoolPath }, DiskFiles.Instance, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is SpoolInUseException or NotSupportedException) // another's, or a later version's
        {
            throw new SmtpRelayException(problem.Message, problem);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new SmtpRelayException($"The spool '{PlainText.Excerpt(options.SpoolPath, 260)}' cannot be used: {problem.Message.TrimEnd('.')}. Name a folder with -SpoolPath that this account may make and write, or give it this one.", problem);
        }
        var audit = new AuditLog(options.AuditPath, options.Audit, time);
        audit.MakeFolder();
        var parts = new RelayParts(options, resolver, time, audit, opening);
        foreach (var finding in findings) parts.Tell(SmtpTraceKind.Warning, finding.ToSentences());
        if (SpoolAccess.Warning(options.SpoolPath) is { } warning) parts.Tell(SmtpTraceKind.Warning, warning);
        await parts.KeepSettingsAsync().ConfigureAwait(false);
        return parts;
    }

    /// <summary>Takes up what waits, delivers, and listens.</summary>
    /// <param name="target">Who answers on the control channel.</param>
    /// <exception cref="SmtpRelayException">A port cannot be listened on.</exception>
    /// <exception cref="IOException">The control channel cannot be made.</exception>
    public void Begin(IRelayControlTarget target)
    {
        Delivery.Start();
        Queue.Restore(_found);
        _found = [];
        _queueRun = Queue.RunAsync(_queueStop.Token);
        _control = new RelayControlServer(RelayControlPath.For(Options.SpoolPath), Options.ControlGroup, target, Time);
        _http = OpenHttp(target);
        foreach (var listener in Options.Listeners) Listen(listener);
        Tell(SmtpTraceKind.Started, $"{Options.HostName} takes mail on {string.Join(", ", EndPoints.AsEnumerable())}; {SmtpQueueText.Waiting(Queue.Count)} in {Options.SpoolPath}.");
    }

    /// <summary>Takes nothing in any more, lets what is under way finish, and closes all.</summary>
    /// <param name="hurry">Time is up: what is under way is cut off.</param>
    public async Task EndAsync(CancellationToken hurry)
    {
        // What comes in before the door is shut may still go out; deliveries go on meanwhile.
        await Task.WhenAll(_listeners.Select(listener => listener.StopAsync(hurry))).ConfigureAwait(false);
        foreach (var listener in _listeners) await listener.DisposeAsync().ConfigureAwait(false);
        // With a full disk, deliveries wait until what became of them is stored: for as long as there is time, and no longer.
        using var letGo = hurry.UnsafeRegister(static queue => ((RelayQueue)queue!).Dispose(), Queue);
        await Delivery.StopAsync(hurry).ConfigureAwait(false);
        await Delivery.DisposeAsync().ConfigureAwait(false);
        await _queueStop.CancelAsync().ConfigureAwait(false);
        await _queueRun.ConfigureAwait(false);
        Queue.Dispose();
        if (_http is not null) await _http.DisposeAsync().ConfigureAwait(false);
        if (_webhook is not null) await _webhook.DisposeAsync().ConfigureAwait(false);
        Tell(SmtpTraceKind.Stopped, $"{SmtpQueueText.Waiting(Queue.Count)} in {Options.SpoolPath}.");
        await Spool.DisposeAsync().ConfigureAwait(false);
        await _audit.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Lets go of the control channel, last: while it answers, the relay is not gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_control is not null) await _control.DisposeAsync().ConfigureAwait(false);
        _queueStop.Dispose();
    }

    /// <summary>Takes down something about the relay as a whole.</summary>
    public void Tell(SmtpTraceKind kind, string text) => Log.Write(new SmtpTraceEvent { Time = Time.GetUtcNow(), Kind = kind, Text = text });

    private async Task KeepSettingsAsync()
    {
        try
        {
            await KeptSettings.WriteAsync(Options, Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Tell(SmtpTraceKind.Warning, $"The settings that the queue is seen by when the relay is stopped cannot be kept with it: {problem.Message}");
        }
    }

    private static string Describe(SpoolDamage damage) =>
        FormattableString.Invariant($"{damage.File} is damaged at octet {damage.Offset}: {damage.Length} octets, {damage.What}. ")
        + (damage.SetAside is null ? "They are left where they are." : $"They were copied to {damage.SetAside}.");

    private void Listen(SmtpRelayListener listener)
    {
        try
        {
            _listeners.Add(Acceptance.Listen(listener));
        }
        catch (SocketException problem)
        {
            throw CannotListen(listener.EndPoint, problem);
        }
    }

    private RelayHttpEndpoint? OpenHttp(IRelayControlTarget target)
    {
        if (Options.HttpEndPoint is not { } endPoint) return null;
        try
        {
            return new RelayHttpEndpoint(endPoint, () => Problems(target), () => Metrics(target), Time);
        }
        catch (SocketException problem)
        {
            throw CannotListen(endPoint, problem);
        }
    }

    private static IReadOnlyList<string> Problems(IRelayControlTarget target) =>
        target.GetStatus() is { State: not SmtpRelayState.Running } status ? [status.Problem ?? $"The relay is {status.State}."] : [];

    private string Metrics(IRelayControlTarget target)
    {
        var status = target.GetStatus();
        return PrometheusText.Write(status.Counters ?? new SmtpRelayCounters(), RelayGauges.Of(status, _audit.Lost, Time.GetUtcNow()));
    }

    private static SmtpRelayException CannotListen(IPEndPoint endPoint, SocketException problem)
    {
        var remedy = problem.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "Another program has it: end that, or name another port.",
            SocketError.AccessDenied => "A port below 1024 takes a privilege (CAP_NET_BIND_SERVICE on Linux), or name another port.",
            SocketError.AddressNotAvailable => "It is no address of this machine.",
            _ => problem.Message,
        };
        return new SmtpRelayException($"The relay cannot listen on {endPoint}. {remedy}", problem);
    }
}
