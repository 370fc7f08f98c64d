using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>
/// Decides what a server takes. The session keeps the protocol: order, syntax, limits. A null reply means "go on as usual"; any
/// other is sent instead, a 2yz one counts as consent and a 421 or 521 one ends the session. An exception becomes 451 4.3.0.
/// Called by many sessions at once.
/// </summary>
public interface ISmtpServerHandler
{
    /// <summary>A client connected. A reply other than 2yz takes the greeting's place: with 554 the client may only say QUIT (RFC 5321 section 3.1).</summary>
    ValueTask<SmtpReply?> ConnectAsync(SmtpSessionInfo session, CancellationToken cancellationToken) => new((SmtpReply?)null);

    /// <summary>A command came, before anything is done about it. Any reply stands for it, and the command has no effect.</summary>
    ValueTask<SmtpReply?> CommandAsync(SmtpSessionInfo session, SmtpCommandLine command, CancellationToken cancellationToken) => new((SmtpReply?)null);

    /// <summary>MAIL FROM, well formed and in order.</summary>
    ValueTask<SmtpReply?> MailAsync(SmtpSessionInfo session, MailCommand mail, CancellationToken cancellationToken) => new((SmtpReply?)null);

    /// <summary>RCPT TO, well formed and in order; the envelope holds the recipients before it. What is known to fail is best refused here.</summary>
    ValueTask<SmtpReply?> RecipientAsync(SmtpSessionInfo session, SmtpEnvelope envelope, RcptCommand recipient, CancellationToken cancellationToken) => new((SmtpReply?)null);

    /// <summary>DATA, with at least one recipient.</summary>
    ValueTask<SmtpReply?> DataAsync(SmtpSessionInfo session, SmtpEnvelope envelope, CancellationToken cancellationToken) => new((SmtpReply?)null);

    /// <summary>A message is about to come in.</summary>
    /// <returns>Where it goes.</returns>
    ValueTask<IMessageSink> OpenMessageAsync(SmtpSessionInfo session, SmtpEnvelope envelope, CancellationToken cancellationToken);
}
