using System.CommandLine;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Remove-SmtpQueueItem. It does not ask.</summary>
internal sealed class RemoveSmtpQueueItemCommand : QueueLeverCommand
{
    private readonly Option<bool> _bounce = new("--bounce") { Description = "Tell the sender." };

    public RemoveSmtpQueueItemCommand()
        : base("remove-smtp-queue-item", "Takes messages out of a relay's queue, at once and for good.") => Options.Add(_bounce);

    protected override SmtpQueueAction ActionOf(ParseResult parsed) => parsed.GetValue(_bounce) ? SmtpQueueAction.Bounce : SmtpQueueAction.Remove;
}
