using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Service;

/// <summary>Runs a relay in the foreground: tells when it is up, does what signals ask for, and ends with it.</summary>
internal sealed class RelayHost(ServiceSignals signals)
{
    private readonly SystemdNotifier _notifier = new();

    /// <summary>Runs a relay that was started, until it has stopped, by a signal or through its control channel.</summary>
    /// <param name="relay">The relay.</param>
    /// <param name="show">Shows what is printed of a relay that is up.</param>
    public async Task RunAsync(SmtpRelay relay, Action<SmtpRelayStatus> show)
    {
        using var stop = signals.Stop.UnsafeRegister(static started => ((SmtpRelay)started!).RequestStop(), relay);
        using var reloading = new CancellationTokenSource();
        show(relay.GetStatus());
        _notifier.Ready(relay.GetStatus().ToString());
        var reloads = ReloadAsync(relay, reloading.Token);
        await relay.StopRequested.ConfigureAwait(false);
        _notifier.Stopping("Lets what is under way finish.");
        await reloading.CancelAsync().ConfigureAwait(false);
        await relay.StopAsync(relay.Grace, signals.Hurry).ConfigureAwait(false);
        await reloads.ConfigureAwait(false);
    }

    private async Task ReloadAsync(SmtpRelay relay, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in signals.Reloads.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                _notifier.Reloading();
                var before = TimeProvider.System.GetUtcNow();
                try
                {
                    Usage.Report(await relay.ReloadAsync(cancellationToken).ConfigureAwait(false)); // nobody else answers a signal
                    RelayWarnings.Tell(SmtpRelayText.Errors(relay.GetStatus(), before));
                }
                catch (InvalidOperationException problem)
                {
                    Usage.Report(problem.Message);
                }
                _notifier.Ready(relay.GetStatus().ToString());
            }
        }
        catch (OperationCanceledException)
        {
            // The relay stops.
        }
    }
}
