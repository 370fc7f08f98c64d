namespace SmtpAdmin.Smtp.Server;

/// <summary>
/// What becomes of a message with a LF or CR that stands alone (RFC 5321 section 2.3.8; SMTP smuggling), or with a NUL (RFC 5322 section 2.2 and 3.5 have
/// none), which makes another line for a server that drops it. None of these lets one end a message.
/// </summary>
public enum BareLineEndingPolicy
{
    /// <summary>Refuse the message for good, after its end.</summary>
    Reject,
    /// <summary>Refuse the message for now, after its end: the sender's administrator has time to see it.</summary>
    Defer,
    /// <summary>Take it, with CRLF for each LF and a space for each CR: nothing is left for the next server to read differently. A NUL has no other form: it is refused for good.</summary>
    Normalize,
    /// <summary>Take it as it is. Only for a server that passes nothing on.</summary>
    Keep,
}
