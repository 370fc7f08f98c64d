using System.CommandLine;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Resume-SmtpQueueItem.</summary>
internal sealed class ResumeSmtpQueueItemCommand : QueueLeverCommand
{
    private readonly Option<bool> _requeue = new("--requeue") { Description = "Try at once, those that were not held too." };

    public ResumeSmtpQueueItemCommand()
        : base("resume-smtp-queue-item", "Releases messages that are held, and has messages tried at once.") => Options.Add(_requeue);

    protected override SmtpQueueAction ActionOf(ParseResult parsed) => parsed.GetValue(_requeue) ? SmtpQueueAction.Requeue : SmtpQueueAction.Release;
}
