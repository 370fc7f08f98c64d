using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A recipient as the envelope named it.</summary>
/// <param name="Address">The mailbox, without brackets; its local part as it came (RFC 5321 section 2.4).</param>
/// <param name="Notify">When the sender wants a report (NOTIFY, RFC 3461 section 4.1).</param>
/// <param name="OriginalRecipient">The recipient as the first sender wrote it, <c>type;address</c>, decoded (ORCPT); null when nothing was said.</param>
internal sealed record RelayRecipient(string Address, DsnNotify Notify = DsnNotify.None, OriginalRecipient? OriginalRecipient = null);
