using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.PowerShell.Relays;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Stops relays, of this session as of another process: what is under way finishes, and the rest waits in the queue.</summary>
[Cmdlet(VerbsLifecycle.Stop, "SmtpRelay", SupportsShouldProcess = true)]
[OutputType(typeof(SmtpRelayStatus))]
public sealed class StopSmtpRelayCommand : RelayCmdlet
{
    /// <summary>How long what is under way may take, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, 3600.0)]
    public double? Grace { get; set; }

    /// <summary>Do not wait until it has ended.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Write how the relay does afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task RunAsync(string spoolPath, CancellationToken cancellationToken)
    {
        if (await SmtpRelayClient.FindAsync(spoolPath, cancellationToken).ConfigureAwait(false) is not { } client)
        {
            await EmitErrorAsync(RelayErrors.NotRunning(spoolPath), cancellationToken).ConfigureAwait(false);
            return;
        }
        await using var _ = client.ConfigureAwait(false);
        if (!await ConfirmAsync(spoolPath, "Stop the relay", cancellationToken).ConfigureAwait(false)) return;
        var own = SessionRelays.With(spoolPath);
        await client.StopAsync(Grace is { } seconds ? TimeSpan.FromSeconds(seconds) : null, cancellationToken).ConfigureAwait(false);
        if (!NoWait)
        {
            SetProgress($"{PlainText.Excerpt(spoolPath, 260)}: what is under way finishes");
            await client.WaitForEndAsync(TimeProvider.System, cancellationToken).ConfigureAwait(false);
            if (own is not null) await own.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        if (PassThru) await EmitStatusAsync(spoolPath, cancellationToken).ConfigureAwait(false);
    }
}
