using System.Reflection;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A running relay as others see it: its status, its queue's levers, and what it can be asked for.</summary>
internal sealed class RelayTarget(RelayParts parts, SmtpRelayConfiguration? configuration, Action<TimeSpan?> stop) : IRelayControlTarget
{
    private static readonly string ProgramVersion = typeof(RelayTarget).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private const string GoesOn = "The relay goes on as before.";
    private const int MaxTold = 500; // characters: who asked is told all, and may ask often

    private readonly DateTimeOffset _startedAt = parts.Time.GetUtcNow();
    private readonly object _lock = new();
    private Task _reloading = Task.CompletedTask;
    private SmtpRelayReload? _last; // the last that was applied

    /// <summary>The relay takes nothing in any more.</summary>
    public bool IsStopping { get; set; }

    /// <inheritdoc/>
    public SmtpRelayStatus GetStatus()
    {
        var problem = parts.Acceptance.StorageProblem();
        return new SmtpRelayStatus
        {
            State = IsStopping ? SmtpRelayState.Stopping : problem is null ? SmtpRelayState.Running : SmtpRelayState.Failing,
            Problem = problem ?? parts.AuditProblem,
            HostName = parts.Options.HostName,
            SpoolPath = parts.Options.SpoolPath,
            AuditPath = parts.AuditPath,
            ProcessId = Environment.ProcessId,
            Version = ProgramVersion,
            StartedAt = _startedAt,
            Listeners = [.. parts.Options.Listeners.Zip(parts.Listeners, (options, listener) =>
                new SmtpRelayListenerStatus(listener.LocalEndPoint.ToString(), SecurityOf(options), options.RequireAuth, listener.ConnectionCount))],
            Queue = parts.Queue.Figures(),
            Destinations = [.. parts.Delivery.Figures.Select(figures =>
                new SmtpRelayDestination(figures.Name, figures.Connections, figures.ConnectionLimit, figures.InFlight, figures.Delivered, figures.Deferred)
                {
                    BackedOffUntil = figures.BackedOffUntil,
                    LastError = figures.LastError,
                })],
            Counters = parts.Counters.Snapshot(),
            FreeOctets = parts.Spool.FreeOctets,
            LastErrors = parts.Log.Errors,
        };
    }

    /// <inheritdoc/>
    public IEnumerable<SmtpQueueItem> List(SmtpQueueFilter filter) => parts.Queue.List(filter);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SmtpQueueItem>> ChangeAsync(SmtpQueueAction action, SmtpQueueFilter filter, CancellationToken cancellationToken) =>
        QueueActions.RunAsync(parts.Queue, action, filter, cancellationToken);

    /// <inheritdoc/>
    public ISpoolContent? OpenContent(string queueId) => QueueActions.OpenContent(parts.Queue, parts.Spool, queueId);

    /// <inheritdoc/>
    public void RequestStop(TimeSpan? grace) => stop(grace);

    /// <inheritdoc/>
    Task IRelayControlTarget.ReloadAsync(CancellationToken cancellationToken) => ReloadAsync(cancellationToken);

    /// <inheritdoc cref="SmtpRelay.ReloadAsync"/>
    public Task<string> ReloadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var reloading = ReloadAsync(_reloading, cancellationToken);
            _reloading = reloading;
            return reloading;
        }
    }

    /// <summary>What clients are offered: no STARTTLS without a certificate.</summary>
    private RelayListenerSecurity SecurityOf(SmtpRelayListener listener) =>
        listener.Security == RelayListenerSecurity.StartTls && parts.Acceptance.Options.Certificate is null ? RelayListenerSecurity.None : listener.Security;

    /// <summary>One behind the other, so that what was read first is not applied last.</summary>
    private async Task<string> ReloadAsync(Task before, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            return await ReadAgainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException problem)
        {
            var told = problem.InnerException is SmtpRelayConfigurationException found ? $"{GoesOn} {found.OneLine}" : problem.Message;
            parts.Tell(SmtpTraceKind.Warning, PlainText.Excerpt(told, MaxTold)); // who asked may be a signal, which nobody answers
            throw;
        }
    }

    private async Task<string> ReadAgainAsync(CancellationToken cancellationToken)
    {
        if (configuration is null) throw new InvalidOperationException("This relay was started without a configuration file, so there is nothing to read again.");
        SmtpRelayReload reload;
        try
        {
            using var next = await SmtpRelayConfiguration.ReadAsync(configuration.Path, parts.Time, cancellationToken).ConfigureAwait(false);
            reload = _last is { } last ? last.Then(next) : SmtpRelayReload.Compare(configuration, next);
        }
        catch (SmtpRelayConfigurationException problem)
        {
            var message = $"{GoesOn} {problem.Message}";
            throw problem.InnerException is null ? new SmtpRelayReloadException(message, problem) : new InvalidOperationException(message, problem);
        }
        var findings = RelayPolicyCheck.Of(reload.Options, parts.Time.GetUtcNow());
        if (findings.FirstOrDefault(finding => finding.Severity == FindingSeverity.Error) is { } error)
            throw new SmtpRelayReloadException($"{GoesOn} {error.ToSentences()}");
        reload.Options.Attach(parts.Log);
        parts.Acceptance.Apply(reload.Options);
        _last = reload;
        var read = reload.Changed.Count == 0 ? "The configuration was read again." : $"The configuration was read again: {string.Join(", ", reload.Changed)} changed.";
        parts.Tell(SmtpTraceKind.Reloaded, read);
        foreach (var finding in findings) parts.Tell(SmtpTraceKind.Warning, finding.ToSentences());
        if (reload.Warning is { } warning) parts.Tell(SmtpTraceKind.Warning, warning);
        return read;
    }
}
