using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// SCRAM-SHA-256 (RFC 7677, RFC 5802 section 5) without channel binding. The server learns nothing to log in with elsewhere, and
/// proves that it knows the password's derivative: without that proof the exchange has failed, whatever the reply code says.
/// </summary>
internal sealed class ScramSha256Mechanism : SaslMechanism
{
    /// <summary>RFC 7677 section 4 asks for at least this; a false server that asks for less wants an easy guess.</summary>
    internal const int MinIterations = 4096;

    /// <summary>About half a second of work; a server that asks for more wants our processor.</summary>
    internal const int MaxIterations = 1_000_000;

    private const string Gs2Header = "n,,"; // no channel binding, no authorization identity
    private const int MaxMessageLength = 4096;

    private readonly string _password;
    private readonly string _clientNonce;
    private readonly string _clientFirstBare;
    private byte[] _serverSignature = [];
    private string? _serverError;
    private int _step;

    /// <param name="credentials">Who logs in.</param>
    /// <param name="clientNonce">Printable ASCII without a comma; null for 24 random octets in base64.</param>
    /// <exception cref="SaslException">SASLprep forbids the name or the password.</exception>
    public ScramSha256Mechanism(SaslCredentials credentials, string? clientNonce = null)
    {
        _password = SaslPrep.Prepare(credentials.Secret, "password");
        _clientNonce = clientNonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
        var name = SaslPrep.Prepare(credentials.UserName, "user name")
            .Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
        _clientFirstBare = $"n={name},r={_clientNonce}";
    }

    public override string Name => "SCRAM-SHA-256";

    public override bool ClientFirst => true;

    public override bool IsComplete => _step == 3 && _serverError is null;

    public override string? ServerError => _serverError;

    public override byte[] Respond(ReadOnlySpan<byte> challenge)
    {
        if (challenge.Length > MaxMessageLength) throw new SaslException("The server's SCRAM message is too long.");
        var response = _step switch
        {
            0 => Gs2Header + _clientFirstBare,
            1 => ClientFinal(Encoding.UTF8.GetString(challenge)),
            2 => Verify(Encoding.UTF8.GetString(challenge)),
            _ => throw new SaslException("The server goes on after SCRAM's last message."),
        };
        _step++;
        return Encoding.UTF8.GetBytes(response);
    }

    /// <summary>server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count ["," extensions] (RFC 5802 section 7).</summary>
    private string ClientFinal(string serverFirst)
    {
        var fields = serverFirst.Split(',');
        if (fields[0].StartsWith("m=", StringComparison.Ordinal)) throw new SaslException("The server demands a SCRAM extension that nobody has defined.");
        if (fields.Length < 3 || Field(fields[0], "r=") is not { } nonce || Field(fields[1], "s=") is not { } saltText || Field(fields[2], "i=") is not { } iterationText)
            throw new SaslException("The server's first SCRAM message is malformed.");
        if (!nonce.StartsWith(_clientNonce, StringComparison.Ordinal) || nonce.Length == _clientNonce.Length)
            throw new SaslException("The server's SCRAM nonce does not extend ours: it is not the answer to what we sent.");

        var salt = Base64(saltText, "salt");
        if (salt.Length == 0) throw new SaslException("The server's SCRAM salt is empty.");
        if (!int.TryParse(iterationText, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < MinIterations or > MaxIterations)
        {
            throw new SaslException($"The server asks for '{PlainText.Excerpt(iterationText)}' SCRAM iterations; from {MinIterations} to {MaxIterations} are acceptable.");
        }

        var withoutProof = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(Gs2Header))},r={nonce}";
        var authMessage = Encoding.UTF8.GetBytes($"{_clientFirstBare},{serverFirst},{withoutProof}");
        var saltedPassword = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(_password), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var clientKey = HMACSHA256.HashData(saltedPassword, "Client Key"u8);
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), authMessage);
        for (var at = 0; at < proof.Length; at++) proof[at] ^= clientKey[at];
        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(saltedPassword, "Server Key"u8), authMessage);
        CryptographicOperations.ZeroMemory(saltedPassword);
        CryptographicOperations.ZeroMemory(clientKey);
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }

    /// <summary>server-final-message = (server-error / verifier) ["," extensions].</summary>
    private string Verify(string serverFinal)
    {
        var first = serverFinal.Split(',')[0];
        if (Field(first, "e=") is { } error)
        {
            _serverError = error; // e.g. invalid-proof; the refusal itself comes as a reply
            return "";
        }
        if (Field(first, "v=") is not { } signature) throw new SaslException("The server's last SCRAM message is malformed.");
        return CryptographicOperations.FixedTimeEquals(Base64(signature, "signature"), _serverSignature)
            ? ""
            : throw new SaslException("The server's SCRAM signature is wrong: it does not know the password, and may not be the server that it claims to be.");
    }

    private static string? Field(string field, string name) => field.StartsWith(name, StringComparison.Ordinal) ? field[name.Length..] : null;

    private static byte[] Base64(string text, string what)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException problem)
        {
            throw new SaslException($"The server's SCRAM {what} is no base64.", problem);
        }
    }
}
