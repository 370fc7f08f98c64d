using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Who may log in to a relay. Who does not exist looks, in what is sent and in the time it takes, like somebody with a wrong password: a decoy has
/// the salt's length and the iterations of one of the users, and always the same salt as long as the first of them stays.
/// </summary>
public sealed class RelayUsers : IAuthenticator
{
    private readonly FrozenDictionary<string, SaslCredential> _users;
    private readonly SaslCredential[] _patterns;
    private readonly byte[] _decoyKey;
    private readonly PasswordVerifier _verifier;

    /// <summary>Makes a list.</summary>
    /// <param name="users">The users.</param>
    /// <param name="timeProvider">Tells how long a verified password is remembered.</param>
    /// <exception cref="ArgumentException">A name stands there twice or cannot be used to log in with, or a credential is none.</exception>
    public RelayUsers(IEnumerable<SmtpRelayUser> users, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var credentials = new SortedDictionary<string, SaslCredential>(StringComparer.Ordinal);
        foreach (var user in users)
        {
            var name = PlainText.Excerpt(user.UserName);
            if (SmtpRelayUser.NameProblem(user.UserName) is { } wrong) throw new ArgumentException($"The user '{name}' cannot be taken: {wrong}", nameof(users));
            if (!ScramCredentialText.TryParse(user.Credential, out var credential, out var problem)) throw new ArgumentException($"The user '{name}' cannot be taken: {problem}", nameof(users));
            if (!credentials.TryAdd(user.UserName, credential)) throw new ArgumentException($"The user '{name}' is there twice.", nameof(users));
        }
        _users = credentials.ToFrozenDictionary(StringComparer.Ordinal);
        _patterns = credentials.Count > 0 ? [.. credentials.Values] : [SaslCredential.FromPassword("", keepSecret: false, SmtpRelayUser.DefaultIterations)];
        // Nobody else knows the key, and it outlives a restart.
        _decoyKey = HMACSHA256.HashData(_patterns[0].ServerKey, "Decoy"u8);
        _verifier = new PasswordVerifier(timeProvider);
    }

    /// <summary>How many there are.</summary>
    public int Count => _users.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Mechanisms { get; } = ["SCRAM-SHA-256", "PLAIN", "LOGIN"];

    /// <inheritdoc/>
    public async ValueTask<bool> VerifyPasswordAsync(string userName, string password, CancellationToken cancellationToken)
    {
        var name = Prepare(userName);
        var exists = _users.TryGetValue(name, out var credential);
        var verified = await _verifier.VerifyAsync(name, Prepare(password), credential ?? Decoy(name), cancellationToken).ConfigureAwait(false);
        return verified && exists;
    }

    /// <summary>What is stored of a user. Who does not exist has a decoy, which no password fits.</summary>
    /// <param name="userName">The name.</param>
    /// <param name="cancellationToken">Not needed: nothing is waited for.</param>
    public ValueTask<SaslCredential?> FindCredentialAsync(string userName, CancellationToken cancellationToken)
    {
        var name = Prepare(userName);
        return new(_users.GetValueOrDefault(name) ?? Decoy(name));
    }

    private SaslCredential Decoy(string userName)
    {
        var pattern = _patterns[BitConverter.ToUInt32(Keyed($"pattern {userName}")) % (uint)_patterns.Length];
        var salt = new List<byte>(pattern.Salt.Length + SHA256.HashSizeInBytes);
        while (salt.Count < pattern.Salt.Length) salt.AddRange(Keyed(string.Create(CultureInfo.InvariantCulture, $"salt {salt.Count} {userName}")));
        return SaslCredential.FromStoredKeys(salt.ToArray().AsSpan(0, pattern.Salt.Length), pattern.Iterations, RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes), Keyed($"server {userName}"));
    }

    private byte[] Keyed(string text) => HMACSHA256.HashData(_decoyKey, Encoding.UTF8.GetBytes(text));

    /// <summary>As it is where SASLprep forbids it: it then is nobody's, and takes as long to find that out.</summary>
    private static string Prepare(string text)
    {
        try
        {
            return SaslPrep.Prepare(text, "text");
        }
        catch (SaslException)
        {
            return text;
        }
    }
}
