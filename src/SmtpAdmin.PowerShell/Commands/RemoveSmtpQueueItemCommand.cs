using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Takes messages out of a relay's queue.</summary>
[Cmdlet(VerbsCommon.Remove, "SmtpQueueItem", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SmtpQueueItem))]
public sealed class RemoveSmtpQueueItemCommand : QueueLeverCmdlet
{
    /// <summary>Tell the sender.</summary>
    [Parameter]
    public SwitchParameter Bounce { get; set; }

    /// <inheritdoc/>
    protected override string Doing => "Messages to remove";

    /// <inheritdoc/>
    protected override SmtpQueueAction Action => Bounce ? SmtpQueueAction.Bounce : SmtpQueueAction.Remove;
}
