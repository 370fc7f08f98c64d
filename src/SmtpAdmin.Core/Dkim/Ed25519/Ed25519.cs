using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>
/// Ed25519 without context or pre-hash (PureEdDSA, RFC 8032 section 5.1), as DKIM uses it (RFC 8463). The base class library has none yet;
/// see docs/decisions/0010-own-ed25519.md.
/// </summary>
internal static class Ed25519
{
    /// <summary>The length of a private key as RFC 8032 has it, the seed, in octets.</summary>
    public const int SeedSize = 32;

    /// <summary>The length of a public key, in octets.</summary>
    public const int PublicKeySize = 32;

    /// <summary>The length of a signature, in octets.</summary>
    public const int SignatureSize = 64;

    /// <summary>The public key of a seed: 32 octets.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 octets long.</exception>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        using var key = new Ed25519Key(seed);
        return key.PublicKey.ToArray();
    }

    /// <summary>Signs a message. <see cref="Ed25519Key"/> signs several at half the price.</summary>
    /// <returns>The signature: 64 octets, always the same for the same seed and message.</returns>
    /// <exception cref="ArgumentException">The seed is not 32 octets long.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var key = new Ed25519Key(seed);
        return key.Sign(message);
    }

    /// <summary>
    /// Whether these octets are a public key that can vouch for anything: the canonical encoding of a point of the curve (RFC 8032 section
    /// 5.1.3), and not one of the eight points of small order, for which anybody can make signatures.
    /// </summary>
    public static bool IsPublicKey(ReadOnlySpan<byte> publicKey) => TryDecodeKey(publicKey, out _);

    /// <summary>
    /// Verifies a signature (RFC 8032 section 5.1.7), strictly: lengths exact, S below L, the key as <see cref="IsPublicKey"/> wants it,
    /// and R the very octets that the equation without cofactor gives, hence canonical too.
    /// </summary>
    /// <returns>False for whatever is not a signature by this key of this message; what is malformed is no exception.</returns>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize) return false;
        var encodedR = signature[..EdwardsPoint.Size];
        var s = signature[EdwardsPoint.Size..];
        if (!Ed25519Scalar.IsCanonical(s) || !TryDecodeKey(publicKey, out var key)) return false;
        Span<byte> k = stackalloc byte[Ed25519Scalar.Size];
        HashToScalar(encodedR, publicKey, message, k);
        Span<byte> expected = stackalloc byte[EdwardsPoint.Size];
        Ed25519Equation.Solve(s, k, key).Encode(expected);
        return expected.SequenceEqual(encodedR);
    }

    /// <summary>SHA-512 of three parts modulo L: r and k of RFC 8032 section 5.1.6.</summary>
    internal static void HashToScalar(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> scalar)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        using (var sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512))
        {
            sha512.AppendData(first);
            sha512.AppendData(second);
            sha512.AppendData(third);
            sha512.GetHashAndReset(hash);
        }
        Ed25519Scalar.Reduce(hash, scalar);
        CryptographicOperations.ZeroMemory(hash);
    }

    private static bool TryDecodeKey(ReadOnlySpan<byte> publicKey, out EdwardsPoint key) =>
        EdwardsPoint.TryDecode(publicKey, out key) && !key.Double(3).IsIdentity;
}
