namespace SmtpAdmin.Smtp.Relay;

/// <summary>Access tokens by client credentials (RFC 6749 section 4.4): the relay logs in as itself, as with Office 365 and the permission SMTP.SendAsApp. Nobody has to sign in.</summary>
public sealed class OAuthClientCredentials : OAuthCredential
{
    private readonly RelaySecret _secret;

    /// <summary>Makes the source.</summary>
    /// <param name="options">Where and as what tokens are asked for; with a client secret.</param>
    /// <param name="timeProvider">Tells when a token ends.</param>
    /// <exception cref="ArgumentException">The options cannot be used, or hold no client secret.</exception>
    public OAuthClientCredentials(OAuthOptions options, TimeProvider timeProvider)
        : base(options, timeProvider) =>
        _secret = options.ClientSecret ?? throw new ArgumentException("Client credentials need a client secret.", nameof(options));

    private protected override OAuthRequest Request() => new([new("grant_type", "client_credentials")], _secret.Read(), RefreshToken: null);
}
