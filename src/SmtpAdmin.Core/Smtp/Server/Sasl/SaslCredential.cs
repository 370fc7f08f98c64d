using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Smtp.Server;

/// <summary>What a server stores of a user: enough to verify a password, not to know it (RFC 5802 section 3), unless CRAM-MD5 is wanted.</summary>
public sealed class SaslCredential
{
    /// <summary>The least PBKDF2 iterations that RFC 7677 section 4 asks for.</summary>
    public const int DefaultIterations = 4096;

    private const int SaltLength = 16;

    // Of this process: a user who does not exist has the same salt each time someone asks.
    private static readonly byte[] DecoyKey = RandomNumberGenerator.GetBytes(32);

    private SaslCredential(byte[] salt, int iterations, byte[] saltedPassword, string? sharedSecret)
        : this(salt, iterations, SHA256.HashData(HMACSHA256.HashData(saltedPassword, "Client Key"u8)), HMACSHA256.HashData(saltedPassword, "Server Key"u8), sharedSecret)
    {
    }

    private SaslCredential(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey, string? sharedSecret) =>
        (Salt, Iterations, StoredKey, ServerKey, SharedSecret) = (salt, iterations, storedKey, serverKey, sharedSecret);

    internal byte[] Salt { get; }

    internal int Iterations { get; }

    internal byte[] StoredKey { get; }

    internal byte[] ServerKey { get; }

    /// <summary>The password itself; CRAM-MD5 cannot do without.</summary>
    internal string? SharedSecret { get; }

    /// <summary>Derives what is stored.</summary>
    /// <param name="password">The password.</param>
    /// <param name="keepSecret">Keep the password in memory for CRAM-MD5 (RFC 2195).</param>
    /// <param name="iterations">PBKDF2 iterations.</param>
    public static SaslCredential FromPassword(string password, bool keepSecret = false, int iterations = DefaultIterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return new SaslCredential(salt, iterations, Derive(password, salt, iterations), keepSecret ? password : null);
    }

    /// <summary>Takes what was stored before (RFC 5802 section 3). It verifies a password as the credential did that it comes from; CRAM-MD5 it cannot serve.</summary>
    /// <param name="salt">The salt.</param>
    /// <param name="iterations">PBKDF2 iterations.</param>
    /// <param name="storedKey">StoredKey: 32 octets.</param>
    /// <param name="serverKey">ServerKey: 32 octets.</param>
    /// <exception cref="ArgumentException">There is no salt, or a key is not of 32 octets.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The iterations are not positive.</exception>
    public static SaslCredential FromStoredKeys(ReadOnlySpan<byte> salt, int iterations, ReadOnlySpan<byte> storedKey, ReadOnlySpan<byte> serverKey)
    {
        if (salt.IsEmpty) throw new ArgumentException("There is no salt.", nameof(salt));
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        if (storedKey.Length != SHA256.HashSizeInBytes) throw new ArgumentException("StoredKey has 32 octets.", nameof(storedKey));
        if (serverKey.Length != SHA256.HashSizeInBytes) throw new ArgumentException("ServerKey has 32 octets.", nameof(serverKey));
        return new SaslCredential(salt.ToArray(), iterations, storedKey.ToArray(), serverKey.ToArray(), sharedSecret: null);
    }

    /// <summary>Stands in for a user who does not exist: looks like any other and fits no password.</summary>
    internal static SaslCredential Decoy(string userName)
    {
        var salt = HMACSHA256.HashData(DecoyKey, Encoding.UTF8.GetBytes(userName))[..SaltLength];
        return new SaslCredential(salt, DefaultIterations, RandomNumberGenerator.GetBytes(32), Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
    }

    /// <summary>Whether this is the password; takes the same time whatever is wrong with it.</summary>
    public bool Verify(string password)
    {
        var clientKey = HMACSHA256.HashData(Derive(password, Salt, Iterations), "Client Key"u8);
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), StoredKey);
    }

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(SaslText.Normalize(password), salt, iterations, HashAlgorithmName.SHA256, 32);
}
