using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Who may send, and whether there is room. Relaying is decided by the client alone, its address or its login: no recipient, however
/// it is written, makes a difference.
/// </summary>
/// <param name="acceptance">What all listeners share.</param>
/// <param name="listener">Where the sessions come in.</param>
internal sealed class RelayHandler(RelayAcceptance acceptance, SmtpRelayListener listener) : ISmtpServerHandler
{
    private static readonly SmtpReply LoginNeeded = new(530, "5.7.0 Authentication required");

    /// <inheritdoc/>
    public ValueTask<SmtpReply?> ConnectAsync(SmtpSessionInfo session, CancellationToken cancellationToken)
    {
        if (!acceptance.Rates.TryConnect(session.Remote?.Address, out var wait)) return new(RelayAcceptance.TooMuch(421, "4.7.0", "connections from your address", wait));
        return new(acceptance.Spool.Problem is null ? null : new SmtpReply(421, $"4.3.0 {session.HostName} cannot store mail now; try again later"));
    }

    /// <inheritdoc/>
    public ValueTask<SmtpReply?> CommandAsync(SmtpSessionInfo session, SmtpCommandLine command, CancellationToken cancellationToken) =>
        new(command.Verb == SmtpVerb.Auth && !acceptance.Rates.MayAuthenticate(session.Remote?.Address, out var wait)
            ? RelayAcceptance.TooMuch(421, "4.7.0", "failed logins from your address", wait)
            : null);

    /// <inheritdoc/>
    public ValueTask<SmtpReply?> MailAsync(SmtpSessionInfo session, MailCommand mail, CancellationToken cancellationToken)
    {
        var client = session.Remote?.Address;
        if (session.AuthenticatedUser is null && !acceptance.IsAllowed(client))
        {
            // 530 only where a login would help (RFC 4954 section 6).
            return new(acceptance.ServerOptions(listener).Authenticator is not null
                ? LoginNeeded
                : new SmtpReply(554, $"5.7.1 Relaying denied: {(client is null ? "you" : client.Unmapped())} may not send mail here"));
        }
        if (acceptance.StorageRefusal(mail.Size ?? 0) is { } refusal) return new(refusal);
        return new(acceptance.Rates.TrySend(client, session.AuthenticatedUser, out var wait) ? null : RelayAcceptance.TooMuch(450, "4.7.1", "messages", wait));
    }

    /// <inheritdoc/>
    public ValueTask<SmtpReply?> DataAsync(SmtpSessionInfo session, SmtpEnvelope envelope, CancellationToken cancellationToken) =>
        new(acceptance.StorageRefusal(envelope.Mail.Size ?? 0)); // since MAIL, others may have filled it

    /// <inheritdoc/>
    public ValueTask<IMessageSink> OpenMessageAsync(SmtpSessionInfo session, SmtpEnvelope envelope, CancellationToken cancellationToken) =>
        new(new RelayMessageSink(acceptance, session, envelope));
}
