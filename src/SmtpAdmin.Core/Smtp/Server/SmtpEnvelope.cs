using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>A mail transaction: the sender and the recipients taken so far (RFC 5321 section 2.3.1). Immutable.</summary>
/// <param name="Mail">The sender with its parameters.</param>
/// <param name="Recipients">The recipients that were accepted, in order.</param>
public sealed record SmtpEnvelope(MailCommand Mail, IReadOnlyList<RcptCommand> Recipients);
