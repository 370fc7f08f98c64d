namespace SmtpAdmin.Smtp.Server;

/// <summary>The server's side of one exchange of a SASL mechanism (RFC 4422 section 5).</summary>
internal abstract class SaslServer
{
    /// <summary>The server speaks first, so that there is no initial response (RFC 4954 section 4).</summary>
    public virtual bool ServerFirst => false;

    /// <summary>The name that the client gave, as soon as it is known and whatever comes of it: for logs. Null before.</summary>
    public string? UserName { get; protected set; }

    /// <summary>Goes on.</summary>
    /// <param name="response">The client's response; null at the beginning, when there is none yet.</param>
    /// <param name="cancellationToken">The session is ending.</param>
    public abstract ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken);

    /// <summary>A mechanism by its IANA name; null for one that we do not know.</summary>
    public static SaslServer? Create(string mechanism, IAuthenticator authenticator, string hostName, TimeProvider time) =>
        !authenticator.Mechanisms.Contains(mechanism, StringComparer.OrdinalIgnoreCase) ? null : mechanism.ToUpperInvariant() switch
        {
            "PLAIN" => new PlainServer(authenticator),
            "LOGIN" => new LoginServer(authenticator),
            "CRAM-MD5" => new CramMd5Server(authenticator, hostName, time),
            "SCRAM-SHA-256" => new ScramSha256Server(authenticator),
            "XOAUTH2" => new BearerServer(authenticator, gs2: false),
            "OAUTHBEARER" => new BearerServer(authenticator, gs2: true),
            _ => null,
        };
}
