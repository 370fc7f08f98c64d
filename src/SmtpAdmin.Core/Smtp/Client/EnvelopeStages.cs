using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>MAIL FROM and RCPT TO. What the server does not offer is not asked of it; where the message needs it, the test fails before it is sent.</summary>
internal static class EnvelopeStages
{
    /// <summary>MAIL FROM, behind a look at what the message needs.</summary>
    public static async Task<StageOutcome> MailFromAsync(SmtpTestState state, CancellationToken cancellationToken)
    {
        var options = state.Options;
        var ehlo = state.Ehlo;
        state.Message = options.Message?.Invoke(new ComposeOptions
        {
            Allow8Bit = ehlo.Offers("8BITMIME"),
            AllowUtf8Headers = true, // where they are needed and the server does not take them, that is what the test finds
        });
        var message = state.Message;
        state.SmtpUtf8 = message?.NeedsSmtpUtf8 == true || options.From?.NeedsSmtpUtf8 == true || options.To.Any(to => to.NeedsSmtpUtf8);

        if (Missing(state) is { } missing) return StageOutcome.Failed(SmtpFailureKind.ExtensionNotOffered, missing);
        if (message is not null && ehlo.MaxSize is > 0 and var limit && message.Content.Length > limit)
        {
            return StageOutcome.Failed(
                SmtpFailureKind.MessageTooBig, FormattableString.Invariant($"The message has {message.Content.Length} octets; the server takes {limit} at most."));
        }
        var parameters = new MailFromParameters
        {
            Size = message is not null && ehlo.Offers("SIZE") ? message.Content.Length : null,
            Body = message?.Needs8BitMime == true ? SmtpBodyType.EightBitMime : SmtpBodyType.Unspecified,
            SmtpUtf8 = state.SmtpUtf8,
            RequireTls = options.RequireTls,
        };
        var reply = await state.Session!.CommandAsync(SmtpCommandText.MailFrom(options.From, parameters), cancellationToken).ConfigureAwait(false);
        return StageOutcome.FromReply(reply, reply.IsPositive);
    }

    /// <summary>RCPT TO for one recipient.</summary>
    public static async Task<StageOutcome> RcptToAsync(SmtpTestState state, EmailAddress recipient, CancellationToken cancellationToken)
    {
        var parameters = state.Options.Dsn == DsnNotify.None
            ? RcptToParameters.None
            : new RcptToParameters { Notify = state.Options.Dsn, OriginalRecipient = recipient };
        var reply = await state.Session!.CommandAsync(SmtpCommandText.RcptTo(recipient, state.SmtpUtf8, parameters), cancellationToken).ConfigureAwait(false);
        if (reply.IsPositive) state.Accepted++;
        return StageOutcome.FromReply(reply, reply.IsPositive);
    }

    private static string? Missing(SmtpTestState state)
    {
        var ehlo = state.Ehlo;
        if (state.SmtpUtf8 && !ehlo.Offers("SMTPUTF8"))
            return "An address or the message needs SMTPUTF8 (RFC 6531), which the server does not offer.";
        if (state.Message?.Needs8BitMime == true && !ehlo.Offers("8BITMIME"))
            return "The message needs 8BITMIME (RFC 6152), which the server does not offer.";
        if (state.Options.RequireTls && (!state.Session!.IsEncrypted || !ehlo.Offers("REQUIRETLS")))
            return $"REQUIRETLS (RFC 8689) was asked for, but {(state.Session!.IsEncrypted ? "the server does not offer it" : "the connection is not encrypted")}.";
        if (state.Options.Dsn != DsnNotify.None && !ehlo.Offers("DSN"))
            return "A delivery status notification (RFC 3461) was asked for, but the server does not offer DSN.";
        return null;
    }
}
