using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>A private key that messages are signed with. Safe for use by several threads at once.</summary>
public sealed class DkimSigningKey : IDisposable
{
    /// <summary>The smallest RSA key that can be made, in bits.</summary>
    internal const int MinRsaSize = 1024;

    /// <summary>The largest RSA key that can be made, in bits.</summary>
    internal const int MaxRsaSize = 4096;

    private readonly RSA? _rsa;
    private readonly Ed25519Key? _ed25519;

    internal DkimSigningKey(RSA rsa) => _rsa = rsa;

    internal DkimSigningKey(Ed25519Key ed25519) => _ed25519 = ed25519;

    /// <summary>The kind of the key.</summary>
    public DkimKeyAlgorithm Algorithm => _rsa is null ? DkimKeyAlgorithm.Ed25519 : DkimKeyAlgorithm.Rsa;

    /// <summary>The size in bits.</summary>
    public int KeySize => _rsa?.KeySize ?? Ed25519.PublicKeySize * 8;

    /// <summary>The algorithm of its signatures (<c>a=</c>).</summary>
    internal string SignatureAlgorithm => _rsa is null ? "ed25519-sha256" : "rsa-sha256";

    /// <summary>The length of a signature, in octets.</summary>
    internal int SignatureLength => _rsa is null ? Ed25519.SignatureSize : (_rsa.KeySize + 7) / 8;

    /// <summary>Makes a new key.</summary>
    /// <param name="algorithm">The kind.</param>
    /// <param name="keySize">The size in bits, for RSA.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not from 1024 to 4096, or no multiple of 8.</exception>
    public static DkimSigningKey Create(DkimKeyAlgorithm algorithm, int keySize)
    {
        if (algorithm == DkimKeyAlgorithm.Ed25519) return new DkimSigningKey(Ed25519Key.Generate());
        if (keySize is < MinRsaSize or > MaxRsaSize || keySize % 8 != 0)
            throw new ArgumentOutOfRangeException(nameof(keySize), keySize, $"An RSA key has {MinRsaSize} to {MaxRsaSize} bits, in steps of 8.");
        return new DkimSigningKey(RSA.Create(keySize));
    }

    /// <summary>Reads a private key in PEM: PKCS#8 (RFC 5958), encrypted or not, or PKCS#1 (RFC 8017).</summary>
    /// <param name="pem">The text.</param>
    /// <param name="passphrase">The passphrase of an encrypted key; empty for none.</param>
    /// <exception cref="DkimKeyException">It is no private key, or cannot be used for DKIM.</exception>
    public static DkimSigningKey Read(ReadOnlySpan<char> pem, ReadOnlySpan<char> passphrase) => DkimKeyPem.Read(pem, passphrase);

    /// <summary>The key as PKCS#8 in PEM.</summary>
    /// <param name="passphrase">Encrypts it (PBES2 with AES-256, RFC 8018); empty for a key in the clear.</param>
    public string ToPem(ReadOnlySpan<char> passphrase) => _rsa is not null ? DkimKeyPem.Write(_rsa, passphrase) : DkimKeyPem.Write(_ed25519!, passphrase);

    /// <summary>The public key as its record has it (<c>p=</c>): SubjectPublicKeyInfo for RSA, the key itself for Ed25519 (RFC 8463 section 4).</summary>
    public byte[] PublicKeyData() => _rsa is not null ? _rsa.ExportSubjectPublicKeyInfo() : _ed25519!.PublicKey.ToArray();

    /// <summary>Signs the SHA-256 of what is to be signed (RFC 6376 section 3.3, RFC 8463 section 3).</summary>
    internal byte[] Sign(ReadOnlySpan<byte> hash) =>
        _rsa is not null ? _rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) : _ed25519!.Sign(hash);

    /// <inheritdoc/>
    public void Dispose()
    {
        _rsa?.Dispose();
        _ed25519?.Dispose();
    }
}
