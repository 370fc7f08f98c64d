using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Shows the messages in a relay's queue.</summary>
[Cmdlet(VerbsCommon.Get, "SmtpQueue")]
[OutputType(typeof(SmtpQueueItem))]
public sealed class GetSmtpQueueCommand : QueueFilterCmdlet
{
    /// <inheritdoc/>
    protected override string Doing => "Messages found";

    /// <inheritdoc/>
    protected override bool OnlyLooks => true;

    /// <inheritdoc/>
    protected override Task RunAsync(IAsyncEnumerable<SmtpQueueRequest> items, CancellationToken cancellationToken) =>
        new SmtpQueueRunner(this, TimeProvider.System).ListAsync(items, Filter(), cancellationToken);
}
