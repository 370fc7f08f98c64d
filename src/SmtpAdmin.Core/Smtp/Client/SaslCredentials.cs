namespace SmtpAdmin.Smtp.Client;

/// <summary>Who logs in, and the secret that proves it. The secret never shows in <see cref="ToString"/>, a transcript or a result.</summary>
public sealed class SaslCredentials
{
    private SaslCredentials(string userName, string secret, bool isAccessToken)
    {
        UserName = userName;
        Secret = secret;
        IsAccessToken = isAccessToken;
    }

    /// <summary>The user's name (the authentication identity, RFC 4422 section 2).</summary>
    public string UserName { get; }

    /// <summary>The secret is an OAuth 2.0 bearer token (RFC 6750), not a password.</summary>
    public bool IsAccessToken { get; }

    /// <summary>The password or the token.</summary>
    internal string Secret { get; }

    /// <summary>A user name and a password: for PLAIN, LOGIN, CRAM-MD5 and SCRAM-SHA-256.</summary>
    /// <exception cref="ArgumentException">The name is empty, or one of them holds a NUL, which no mechanism can carry.</exception>
    public static SaslCredentials FromPassword(string userName, string password) => Create(userName, password, isAccessToken: false);

    /// <summary>A user name and an OAuth 2.0 access token: for OAUTHBEARER and XOAUTH2.</summary>
    /// <exception cref="ArgumentException">The name is empty, one of them holds a control character, or the token is no b64token (RFC 6750 section 2.1).</exception>
    public static SaslCredentials FromAccessToken(string userName, string accessToken)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        if (accessToken.Length == 0 || !accessToken.All(character => character is > ' ' and < '\x7f'))
            throw new ArgumentException("An access token is visible ASCII without spaces (RFC 6750 section 2.1).", nameof(accessToken));
        if (userName?.Any(char.IsControl) == true)
            throw new ArgumentException("The user name holds a control character.", nameof(userName));
        return Create(userName!, accessToken, isAccessToken: true);
    }

    /// <summary>The user's name and the kind of the secret; never the secret.</summary>
    public override string ToString() => $"{UserName} ({(IsAccessToken ? "access token" : "password")})";

    private static SaslCredentials Create(string userName, string secret, bool isAccessToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentNullException.ThrowIfNull(secret);
        if (userName.Contains('\0')) throw new ArgumentException("The user name holds a NUL.", nameof(userName));
        if (secret.Contains('\0')) throw new ArgumentException("The secret holds a NUL.", nameof(secret));
        return new SaslCredentials(userName, secret, isAccessToken);
    }
}
