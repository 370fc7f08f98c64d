using System.Security.Cryptography;

namespace SmtpAdmin.Dane;

/// <summary>What a record can be of: a certificate with its key, or a key whose certificate is not known.</summary>
/// <param name="Certificate">The certificate in DER; null where only the key is known.</param>
/// <param name="Key">The SubjectPublicKeyInfo in DER.</param>
internal sealed record TlsaMaterial(byte[]? Certificate, byte[] Key)
{
    /// <summary>What a record holds of it (RFC 6698 section 2.1.4); null where it is of the certificate and only the key is known.</summary>
    /// <param name="selector">Which part.</param>
    /// <param name="matchingType">How it is held.</param>
    public byte[]? Association(TlsaSelector selector, TlsaMatchingType matchingType)
    {
        var part = selector == TlsaSelector.Cert ? Certificate : Key;
        return part is null ? null : matchingType switch
        {
            TlsaMatchingType.Full => part,
            TlsaMatchingType.Sha256 => SHA256.HashData(part),
            TlsaMatchingType.Sha512 => SHA512.HashData(part),
            _ => throw new ArgumentOutOfRangeException(nameof(matchingType)),
        };
    }

    /// <summary>Both are of the same key, and of the same certificate where both have one.</summary>
    public bool Equals(TlsaMaterial? other) => other is not null && Key.AsSpan().SequenceEqual(other.Key) && (Certificate ?? []).AsSpan().SequenceEqual(other.Certificate ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(SHA256.HashData(Key));
}
