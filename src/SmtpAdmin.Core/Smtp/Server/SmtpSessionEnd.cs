namespace SmtpAdmin.Smtp.Server;

/// <summary>How a session ended.</summary>
public enum SmtpSessionEnd
{
    /// <summary>The client said QUIT.</summary>
    Quit,
    /// <summary>The client went away without QUIT.</summary>
    Disconnected,
    /// <summary>The client took too long.</summary>
    TimedOut,
    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,
    /// <summary>We closed: too many errors, a breach of the protocol, or a handler's 421 or 521.</summary>
    Dropped,
    /// <summary>The server is stopping, and the client was told so by 421.</summary>
    Stopped,
    /// <summary>The session was cancelled without a word.</summary>
    Cancelled,
}
