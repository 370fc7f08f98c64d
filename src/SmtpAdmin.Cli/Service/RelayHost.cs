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
        using var running = new CancellationTokenSource();
        var warnings = TellWarningsAsync(relay, running.Token);
        show(relay.GetStatus());
        _notifier.Ready(relay.GetStatus().ToString());
        var reloads = ReloadAsync(relay, reloading.Token);
        await relay.StopRequested.ConfigureAwait(false);
        _notifier.Stopping("Lets what is under way finish.");
        await reloading.CancelAsync().ConfigureAwait(false);
        await relay.StopAsync(relay.Grace, signals.Hurry).ConfigureAwait(false);
        await reloads.ConfigureAwait(false);
        await running.CancelAsync().ConfigureAwait(false);
        await warnings.ConfigureAwait(false);
    }

    /// <summary>What happens while nobody looks belongs into a service's log.</summary>
    private static async Task TellWarningsAsync(SmtpRelay relay, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var error in relay.FollowErrorsAsync(cancellationToken).ConfigureAwait(false)) RelayWarnings.Tell(error.Text);
        }
        catch (OperationCanceledException)
        {
            // The relay has stopped.
        }
    }

    private async Task ReloadAsync(SmtpRelay relay, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in signals.Reloads.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                _notifier.Reloading();
                try
                {
                    Usage.Report(await relay.ReloadAsync(cancellationToken).ConfigureAwait(false)); // nobody else answers a signal
                }
                catch (InvalidOperationException)
                {
                    // Taken down as a warning, and told as one.
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
