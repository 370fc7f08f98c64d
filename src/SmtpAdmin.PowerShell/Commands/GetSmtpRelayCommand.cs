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
    protected override Task RunAsync(string spoolPath, CancellationToken cancellationToken) => EmitStatusAsync(spoolPath, cancellationToken);
}
