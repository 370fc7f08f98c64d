using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Releases messages that are held, and has messages tried at once.</summary>
[Cmdlet(VerbsLifecycle.Resume, "SmtpQueueItem", SupportsShouldProcess = true)]
[OutputType(typeof(SmtpQueueItem))]
public sealed class ResumeSmtpQueueItemCommand : QueueLeverCmdlet
{
    /// <summary>Try at once, those that were not held too.</summary>
    [Parameter]
    public SwitchParameter Requeue { get; set; }

    /// <inheritdoc/>
    protected override string Doing => "Messages to release";

    /// <inheritdoc/>
    protected override SmtpQueueAction Action => Requeue ? SmtpQueueAction.Requeue : SmtpQueueAction.Release;
}
