using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Smtp.Server;

/// <summary>A fixed list of users and passwords.</summary>
public sealed class UserList : IAuthenticator
{
    private readonly FrozenDictionary<string, SaslCredential> _users;
    private readonly FrozenDictionary<string, byte[]> _tokens;

    /// <summary>Makes a list.</summary>
    /// <param name="users">Names, compared as they are, and passwords.</param>
    /// <param name="tokens">Names and the OAuth access tokens taken for them; null for none.</param>
    /// <param name="offerCramMd5">Offer CRAM-MD5, for which the passwords stay in memory.</param>
    public UserList(IReadOnlyDictionary<string, string> users, IReadOnlyDictionary<string, string>? tokens = null, bool offerCramMd5 = false)
    {
        _users = users.ToFrozenDictionary(user => user.Key, user => SaslCredential.FromPassword(user.Value, offerCramMd5), StringComparer.Ordinal);
        _tokens = (tokens ?? new Dictionary<string, string>()).ToFrozenDictionary(
            token => token.Key, token => SHA256.HashData(Encoding.UTF8.GetBytes(token.Value)), StringComparer.Ordinal);
        string[] mechanisms = ["SCRAM-SHA-256", .. offerCramMd5 ? ["CRAM-MD5"] : Array.Empty<string>(), "PLAIN", "LOGIN"];
        Mechanisms = _tokens.Count == 0 ? mechanisms : [.. mechanisms, "OAUTHBEARER", "XOAUTH2"];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Mechanisms { get; init; }

    /// <inheritdoc/>
    public ValueTask<bool> VerifyPasswordAsync(string userName, string password, CancellationToken cancellationToken) =>
        new((_users.GetValueOrDefault(userName) ?? SaslCredential.Decoy(userName)).Verify(password));

    /// <inheritdoc/>
    public ValueTask<SaslCredential?> FindCredentialAsync(string userName, CancellationToken cancellationToken) =>
        new(_users.GetValueOrDefault(userName));

    /// <inheritdoc/>
    public ValueTask<bool> VerifyTokenAsync(string userName, string token, CancellationToken cancellationToken)
    {
        var expected = _tokens.GetValueOrDefault(userName);
        var equal = CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), expected ?? new byte[32]);
        return new(equal && expected is not null);
    }
}
