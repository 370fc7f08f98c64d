using System.Text;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>What the options and the extensions offered say of a well-formed MAIL or RCPT. Null where nothing stands against it.</summary>
internal static class EnvelopeRules
{
    public static SmtpReply? Check(MailCommand mail, SmtpServerOptions options, SmtpSessionInfo session)
    {
        foreach (var parameter in mail.Parameters)
        {
            if (!IsOffered(parameter.Keyword, options, session)) return NotOffered(parameter.Keyword);
        }
        var max = options.Limits.MaxMessageSize;
        if (max > 0 && mail.Size > max)
            return new SmtpReply(552, FormattableString.Invariant($"5.3.4 Message size exceeds the limit of {max} octets"));
        if (!mail.SmtpUtf8 && mail.From.Address is { } address && NeedsUtf8(address)) return Utf8Needed;
        return null;
    }

    public static SmtpReply? Check(RcptCommand recipient, SmtpEnvelope envelope, SmtpServerOptions options, SmtpSessionInfo session)
    {
        foreach (var parameter in recipient.Parameters)
        {
            if (!IsOffered(parameter.Keyword, options, session)) return NotOffered(parameter.Keyword);
        }
        if (!envelope.Mail.SmtpUtf8 && recipient.To.Address is { } address && NeedsUtf8(address)) return Utf8Needed;
        return envelope.Recipients.Count >= options.Limits.MaxRecipients
            ? new SmtpReply(452, "4.5.3 Too many recipients; send the rest in another message")
            : null;
    }

    // RFC 6531 section 3.5: 553 with 5.6.7. Domains count too: without SMTPUTF8 they come as A-labels.
    private static SmtpReply Utf8Needed => new(553, "5.6.7 An address outside ASCII needs SMTPUTF8");

    private static bool NeedsUtf8(EmailAddress address) => !Ascii.IsValid(address.LocalPart) || !Ascii.IsValid(address.Domain);

    private static SmtpReply NotOffered(string keyword) => new(555, $"5.5.4 The parameter {keyword} is not offered here");

    // Parameters belong to extensions, and those to EHLO (RFC 5321 section 2.2.1).
    private static bool IsOffered(string keyword, SmtpServerOptions options, SmtpSessionInfo session) => session.IsExtended && keyword switch
    {
        "SIZE" => options.Offers(SmtpServerExtensions.Size),
        "BODY" => options.Offers(SmtpServerExtensions.EightBitMime),
        "SMTPUTF8" => options.Offers(SmtpServerExtensions.SmtpUtf8),
        "RET" or "ENVID" or "NOTIFY" or "ORCPT" => options.Offers(SmtpServerExtensions.Dsn),
        "AUTH" => options.Authenticator is not null,
        "REQUIRETLS" => options.Offers(SmtpServerExtensions.RequireTls) && session.IsTls,
        _ => false,
    };
}
