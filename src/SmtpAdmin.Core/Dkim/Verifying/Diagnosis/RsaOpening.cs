using System.Numerics;
using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>Opens an RSA signature with the public key: what comes out tells whether the key made it, and of which hash (RFC 8017 section 8.2.2). All of it is public.</summary>
internal static class RsaOpening
{
    private const uint MaxExponent = uint.MaxValue; // a larger exponent is work that a stranger could ask for
    private const int MinPadding = 8; // octets of 0xFF, RFC 8017 section 9.2

    // DigestInfo ::= SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING } before the hash, RFC 8017 section 9.2 note 1.
    private static readonly byte[] Sha256Prefix = Convert.FromHexString("3031300D060960864801650304020105000420");
    private static readonly byte[] Sha1Prefix = Convert.FromHexString("3021300906052B0E03021A05000414");

    /// <summary>Opens a signature.</summary>
    /// <param name="key">The key.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="hash">The hash that was signed; null when this key did not make the signature, or it is none of RSA.</param>
    /// <returns>False when it cannot be said: the key is none of RSA, or of an unusual one.</returns>
    public static bool TryOpen(DkimPublicKey key, ReadOnlySpan<byte> signature, out RsaSignedHash? hash)
    {
        hash = null;
        if (key.RsaNumbers is not { } numbers || numbers.Exponent > MaxExponent) return false;
        var s = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        if (signature.Length != numbers.Length || s >= numbers.Modulus) return true;

        var encoded = new byte[numbers.Length];
        var opened = BigInteger.ModPow(s, numbers.Exponent, numbers.Modulus).ToByteArray(isUnsigned: true, isBigEndian: true);
        opened.CopyTo(encoded.AsSpan(encoded.Length - opened.Length));
        hash = Read(encoded);
        return true;
    }

    /// <summary>EMSA-PKCS1-v1_5: 00 01 FF..FF 00 DigestInfo (RFC 8017 section 9.2).</summary>
    private static RsaSignedHash? Read(ReadOnlySpan<byte> encoded)
    {
        if (!encoded.StartsWith((ReadOnlySpan<byte>)[0, 1])) return null;
        var padding = encoded[2..].IndexOfAnyExcept((byte)0xFF);
        if (padding < MinPadding || encoded[2 + padding] != 0) return null;
        var info = encoded[(3 + padding)..];
        if (info.StartsWith(Sha256Prefix) && info.Length == Sha256Prefix.Length + SHA256.HashSizeInBytes) return new RsaSignedHash(info[Sha256Prefix.Length..].ToArray(), IsSha256: true);
        return info.StartsWith(Sha1Prefix) && info.Length == Sha1Prefix.Length + SHA1.HashSizeInBytes ? new RsaSignedHash(info[Sha1Prefix.Length..].ToArray(), IsSha256: false) : null;
    }
}
