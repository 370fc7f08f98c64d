using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>What people compare keys by.</summary>
internal static class DkimFingerprint
{
    /// <summary>The SHA-256 of the SubjectPublicKeyInfo, in hexadecimal digits.</summary>
    /// <param name="algorithm">The kind.</param>
    /// <param name="keyData">The key as its record has it.</param>
    public static string Of(DkimKeyAlgorithm algorithm, ReadOnlySpan<byte> keyData) =>
        Convert.ToHexString(SHA256.HashData(algorithm == DkimKeyAlgorithm.Ed25519 ? Ed25519Pkcs8.WritePublicKey(keyData) : keyData)).ToLowerInvariant();
}
