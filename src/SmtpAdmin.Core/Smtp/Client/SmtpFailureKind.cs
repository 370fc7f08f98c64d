namespace SmtpAdmin.Smtp.Client;

/// <summary>What kind of thing went wrong: the first question of every diagnosis.</summary>
public enum SmtpFailureKind
{
    /// <summary>Nothing went wrong.</summary>
    None,
    /// <summary>The server's name does not exist or has no address.</summary>
    NameNotFound,
    /// <summary>The server exists, but has no address of the family that was asked for, by itself or by the local address.</summary>
    NoAddressOfFamily,
    /// <summary>The look-up got no conclusive answer: unknown, not absent.</summary>
    NameUnknown,
    /// <summary>The recipient's domain says that it takes no mail (RFC 7505).</summary>
    NullMx,
    /// <summary>The port is closed.</summary>
    ConnectRefused,
    /// <summary>Nothing answered in time.</summary>
    ConnectTimeout,
    /// <summary>The connection was reset while it was made.</summary>
    ConnectReset,
    /// <summary>No route to the address, or none from the local address.</summary>
    ConnectUnreachable,
    /// <summary>The local address to connect from is no address of this machine.</summary>
    LocalAddress,
    /// <summary>The server closed the connection in the middle.</summary>
    ConnectionClosed,
    /// <summary>The server did not answer in time within a session.</summary>
    Timeout,
    /// <summary>A reply with a 4yz or 5yz code, or one that does not fit the command.</summary>
    Reply,
    /// <summary>What the server sent is no SMTP: too long, malformed, or before its time.</summary>
    ProtocolViolation,
    /// <summary>The server sent plain text behind its STARTTLS reply (CVE-2011-0411): someone may be injecting.</summary>
    StartTlsInjection,
    /// <summary>STARTTLS was required but is not offered.</summary>
    StartTlsNotOffered,
    /// <summary>The TLS handshake failed.</summary>
    TlsHandshake,
    /// <summary>The TLS handshake was made, but the certificate is not to be trusted.</summary>
    TlsCertificate,
    /// <summary>Credentials were given, but the server offers no AUTH.</summary>
    AuthNotOffered,
    /// <summary>The server offers no AUTH mechanism that fits the credentials, or not the one that was forced.</summary>
    AuthMechanismNotOffered,
    /// <summary>We refused to send a password over an unencrypted connection.</summary>
    AuthNeedsEncryption,
    /// <summary>The server's side of the authentication exchange is wrong: a bad challenge or a bad SCRAM signature.</summary>
    AuthExchange,
    /// <summary>An extension that this message needs is not offered: SMTPUTF8, REQUIRETLS or DSN.</summary>
    ExtensionNotOffered,
    /// <summary>The message is larger than the server's SIZE limit (RFC 1870).</summary>
    MessageTooBig,
}
