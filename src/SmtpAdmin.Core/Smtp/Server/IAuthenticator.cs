namespace SmtpAdmin.Smtp.Server;

/// <summary>Knows who may log in. Called by many sessions at once. An exception becomes 454 4.7.0.</summary>
public interface IAuthenticator
{
    /// <summary>The SASL mechanisms to offer, the best first: SCRAM-SHA-256, CRAM-MD5, PLAIN, LOGIN, OAUTHBEARER, XOAUTH2.</summary>
    IReadOnlyList<string> Mechanisms { get; }

    /// <summary>Whether the password is this user's. Should take as long for a user who does not exist, so that nobody can tell.</summary>
    ValueTask<bool> VerifyPasswordAsync(string userName, string password, CancellationToken cancellationToken);

    /// <summary>What is stored of a user, for SCRAM-SHA-256 and CRAM-MD5; null for a user who does not exist.</summary>
    ValueTask<SaslCredential?> FindCredentialAsync(string userName, CancellationToken cancellationToken) => new((SaslCredential?)null);

    /// <summary>Whether the OAuth access token is this user's, for OAUTHBEARER and XOAUTH2.</summary>
    ValueTask<bool> VerifyTokenAsync(string userName, string token, CancellationToken cancellationToken) => new(false);
}
