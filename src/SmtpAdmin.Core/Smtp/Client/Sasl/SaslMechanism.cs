namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// The client's side of one SASL exchange (RFC 4422 section 3), octets in and octets out. Used once. What base64 and SMTP add around it
/// (RFC 4954 section 4) is not its business.
/// </summary>
internal abstract class SaslMechanism
{
    /// <summary>The mechanism's IANA name.</summary>
    public abstract string Name { get; }

    /// <summary>The client speaks first, so AUTH may carry an initial response.</summary>
    public abstract bool ClientFirst { get; }

    /// <summary>The exchange has come to its end, and the server has proved what the mechanism makes it prove. Asked when the server says 235.</summary>
    public virtual bool IsComplete => true;

    /// <summary>What the server said about a failure in the mechanism's own words, e.g. the status of OAUTHBEARER; null when nothing.</summary>
    public virtual string? ServerError => null;

    /// <summary>Answers a challenge; for a mechanism where the client speaks first, the first one is empty.</summary>
    /// <exception cref="SaslException">The challenge is malformed or proves the server wrong.</exception>
    public abstract byte[] Respond(ReadOnlySpan<byte> challenge);
}
