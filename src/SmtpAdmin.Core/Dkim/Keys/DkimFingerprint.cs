using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>What people compare keys by.</summary>
internal static class DkimFingerprint
{
    /// <summary>The SHA-256 of the SubjectPublicKeyInfo, in hexadecimal digits.</summary>
    /// <param name="algorithm">The kind.</param>
    /// <param name="keyData">The key as its record has it.</param>
    public static string Of(DkimKeyAlgorithm algorithm, ReadOnlySpan<byte> keyData) => Convert.ToHexString(SHA256.HashData(algorithm == DkimKeyAlgorithm.Ed25519 ? Info(keyData) : keyData)).ToLowerInvariant();

    /// <summary>RFC 8410 section 4: SEQUENCE { SEQUENCE { OBJECT IDENTIFIER 1.3.101.112 }, BIT STRING }.</summary>
    private static byte[] Info(ReadOnlySpan<byte> ed25519) => [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, .. ed25519];
}
