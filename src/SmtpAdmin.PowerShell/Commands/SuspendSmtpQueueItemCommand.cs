using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Holds messages in a relay's queue.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "SmtpQueueItem", SupportsShouldProcess = true)]
[OutputType(typeof(SmtpQueueItem))]
public sealed class SuspendSmtpQueueItemCommand : QueueLeverCmdlet
{
    /// <inheritdoc/>
    protected override string Doing => "Messages to hold";

    /// <inheritdoc/>
    protected override SmtpQueueAction Action => SmtpQueueAction.Hold;
}
