using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Shows how relays do: of this session, of a service, or stopped.</summary>
[Cmdlet(VerbsCommon.Get, "SmtpRelay")]
[OutputType(typeof(SmtpRelayStatus))]
public sealed class GetSmtpRelayCommand : RelayCmdlet
{
    /// <inheritdoc/>
    protected override async Task RunAsync(string spoolPath, CancellationToken cancellationToken)
    {
        var access = await SmtpRelayAccess.OpenAsync(spoolPath, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        await using var _ = access.ConfigureAwait(false);
        await EmitAsync(await access.GetStatusAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }
}
