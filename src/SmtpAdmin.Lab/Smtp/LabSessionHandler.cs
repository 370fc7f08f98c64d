using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Lab;

/// <summary>One session of a sink: takes all, unless a fault was ordered.</summary>
internal sealed class LabSessionHandler(SmtpFaultOrders orders, LabMailbox mailbox, LabConnection connection) : ISmtpServerHandler
{
    public ValueTask<SmtpReply?> ConnectAsync(SmtpSessionInfo session, CancellationToken cancellationToken) => new(Strike(LabStage.Banner));

    public ValueTask<SmtpReply?> CommandAsync(SmtpSessionInfo session, SmtpCommandLine command, CancellationToken cancellationToken) => new(command.Verb switch
    {
        SmtpVerb.Ehlo => Strike(LabStage.Ehlo),
        SmtpVerb.Helo => Strike(LabStage.Helo),
        SmtpVerb.StartTls => Strike(LabStage.StartTls, LabStage.TlsHandshake),
        SmtpVerb.Auth => Strike(LabStage.Auth),
        SmtpVerb.Mail => Strike(LabStage.MailFrom),
        SmtpVerb.Rcpt => Strike(LabStage.RcptTo),
        SmtpVerb.Data => Strike(LabStage.Data),
        SmtpVerb.Rset => Strike(LabStage.Rset),
        SmtpVerb.Noop => Strike(LabStage.Noop),
        SmtpVerb.Quit => Strike(LabStage.Quit),
        _ => null,
    });

    public ValueTask<IMessageSink> OpenMessageAsync(SmtpSessionInfo session, SmtpEnvelope envelope, CancellationToken cancellationToken) =>
        new(new LabMessageSink(session, envelope, orders, mailbox, connection));

    private SmtpReply? Strike(LabStage stage, LabStage? then = null)
    {
        var fault = orders.Take(stage);
        if (fault is { Kind: LabFaultKind.Reply }) return fault.Reply;
        connection.Arm(fault, then is null ? null : orders.Take(then.Value));
        return null;
    }
}
