using System.Reflection;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A running relay as others see it: its status, its queue's levers, and what it can be asked for.</summary>
internal sealed class RelayTarget(RelayParts parts, SmtpRelayConfiguration? configuration, Action<TimeSpan?> stop) : IRelayControlTarget
{
    private static readonly string ProgramVersion = typeof(RelayTarget).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private readonly DateTimeOffset _startedAt = parts.Time.GetUtcNow();

    /// <summary>The relay takes nothing in any more.</summary>
    public bool IsStopping { get; set; }

    /// <inheritdoc/>
    public SmtpRelayStatus GetStatus()
    {
        var problem = parts.Spool.Problem;
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
                new SmtpRelayListenerStatus(listener.LocalEndPoint.ToString(), options.Security, options.RequireAuth, listener.ConnectionCount))],
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
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAgainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException problem)
        {
            parts.Tell(SmtpTraceKind.Warning, problem.Message); // who asked may be a signal, which nobody answers
            throw;
        }
    }

    private async Task ReadAgainAsync(CancellationToken cancellationToken)
    {
        if (configuration is null) throw new InvalidOperationException("This relay was started without a configuration file, so there is nothing to read again.");
        SmtpRelayReload reload;
        try
        {
            using var next = await SmtpRelayConfiguration.ReadAsync(configuration.Path, parts.Time, cancellationToken).ConfigureAwait(false);
            reload = SmtpRelayReload.Compare(configuration, next);
            reload.Options.Attach(parts.Log);
        }
        catch (SmtpRelayConfigurationException problem)
        {
            throw new InvalidOperationException($"The relay goes on as before. {problem.Message}", problem);
        }
        var findings = RelayPolicyCheck.Of(reload.Options, parts.Time.GetUtcNow());
        if (findings.FirstOrDefault(finding => finding.Severity == FindingSeverity.Error) is { } error)
            throw new InvalidOperationException($"The relay goes on as before. {error.Message} {error.Remedy}");
        parts.Acceptance.Apply(reload.Options);
        parts.Tell(SmtpTraceKind.Reloaded, reload.Changed.Count == 0 ? "The configuration was read again." : $"The configuration was read again: {string.Join(", ", reload.Changed)} changed.");
        foreach (var warning in findings.Select(finding => $"{finding.Message} {finding.Remedy}").Append(reload.Warning)) if (warning is not null) parts.Tell(SmtpTraceKind.Warning, warning);
    }
}
