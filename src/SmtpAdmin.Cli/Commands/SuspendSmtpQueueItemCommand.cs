using System.CommandLine;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Suspend-SmtpQueueItem.</summary>
internal sealed class SuspendSmtpQueueItemCommand() : QueueLeverCommand("suspend-smtp-queue-item", "Holds messages in a relay's queue: they are not tried before they are released.")
{
    protected override SmtpQueueAction ActionOf(ParseResult parsed) => SmtpQueueAction.Hold;
}
