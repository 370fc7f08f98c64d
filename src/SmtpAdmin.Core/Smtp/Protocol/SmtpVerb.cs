namespace SmtpAdmin.Smtp.Protocol;

/// <summary>The commands that a server tells apart (RFC 5321 section 4.1.1 and its extensions).</summary>
public enum SmtpVerb
{
    /// <summary>No command that we know.</summary>
    Unknown,
    /// <summary>HELO (RFC 5321 section 4.1.1.1).</summary>
    Helo,
    /// <summary>EHLO (RFC 5321 section 4.1.1.1).</summary>
    Ehlo,
    /// <summary>STARTTLS (RFC 3207).</summary>
    StartTls,
    /// <summary>AUTH (RFC 4954).</summary>
    Auth,
    /// <summary>MAIL (RFC 5321 section 4.1.1.2).</summary>
    Mail,
    /// <summary>RCPT (RFC 5321 section 4.1.1.3).</summary>
    Rcpt,
    /// <summary>DATA (RFC 5321 section 4.1.1.4).</summary>
    Data,
    /// <summary>BDAT (RFC 3030 section 2).</summary>
    Bdat,
    /// <summary>RSET (RFC 5321 section 4.1.1.5).</summary>
    Rset,
    /// <summary>NOOP (RFC 5321 section 4.1.1.9).</summary>
    Noop,
    /// <summary>HELP (RFC 5321 section 4.1.1.8).</summary>
    Help,
    /// <summary>VRFY (RFC 5321 section 4.1.1.6).</summary>
    Vrfy,
    /// <summary>QUIT (RFC 5321 section 4.1.1.10).</summary>
    Quit,
    /// <summary>A command of SMTP that this server does not carry out: EXPN, ETRN, TURN and their like.</summary>
    NotImplemented,
    /// <summary>A command of another protocol, such as GET: a web browser that someone points at us (cross-protocol attack).</summary>
    Foreign,
}
