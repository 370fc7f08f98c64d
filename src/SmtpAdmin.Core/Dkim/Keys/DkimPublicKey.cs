using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>A public key that signatures can be held against, by several threads at once. Its handle is freed with the last reference to it, since a cache may hold another.</summary>
internal sealed class DkimPublicKey
{
    /// <summary>What a verifier must reach (RFC 8301 section 3.2), doubled; larger keys are work that a stranger could ask for.</summary>
    public const int MaxRsaSize = 8192; // bits

    private const int MaxRsaData = (MaxRsaSize / 8) + 512; // octets: the modulus, the exponent, what is around them

    private readonly RSA? _rsa;
    private readonly byte[]? _ed25519;

    private DkimPublicKey(RSA rsa, RsaNumbers numbers)
    {
        _rsa = rsa;
        RsaNumbers = numbers;
        KeySize = rsa.KeySize;
    }

    private DkimPublicKey(byte[] ed25519)
    {
        _ed25519 = ed25519;
        KeySize = ed25519.Length * 8;
    }

    /// <summary>The kind of the key.</summary>
    public DkimKeyAlgorithm Algorithm => _rsa is null ? DkimKeyAlgorithm.Ed25519 : DkimKeyAlgorithm.Rsa;

    /// <summary>The size in bits.</summary>
    public int KeySize { get; }

    /// <summary>The key data is a bare RSAPublicKey (RFC 8017 appendix A.1.1), not the SubjectPublicKeyInfo around it; not every receiver reads both.</summary>
    public bool IsBareRsaKey { get; private init; }

    /// <summary>The modulus and the exponent; null for an Ed25519 key.</summary>
    public RsaNumbers? RsaNumbers { get; }

    /// <summary>Reads the key of a record.</summary>
    /// <param name="keyType">The kind (<c>k=</c>).</param>
    /// <param name="data">The octets (<c>p=</c>).</param>
    /// <param name="key">The key.</param>
    /// <param name="problem">Why it is none, in words that begin in lower case.</param>
    public static bool TryRead(string keyType, byte[] data, [NotNullWhen(true)] out DkimPublicKey? key, [NotNullWhen(false)] out string? problem)
    {
        (key, problem) = keyType.ToLowerInvariant() switch
        {
            DkimKeyRecord.RsaName => ReadRsa(data),
            DkimKeyRecord.Ed25519Name when Ed25519.IsPublicKey(data) => (new DkimPublicKey(data), (string?)null),
            DkimKeyRecord.Ed25519Name when data.Length == Ed25519.PublicKeySize => (null, "its octets are no key of Ed25519: they have to be the canonical encoding of a point of the curve that is not of small order (RFC 8032 section 5.1.3)"),
            DkimKeyRecord.Ed25519Name => (null, $"an Ed25519 key has {Ed25519.PublicKeySize} octets, and this one {data.Length} (RFC 8463 section 4)"),
            _ => (null, $"there is no kind of key '{PlainText.Excerpt(keyType, 40)}'; 'rsa' and 'ed25519' are"),
        };
        return key is not null;
    }

    /// <summary>Holds a signature against the SHA-256 of what was signed (RFC 6376 section 3.3, RFC 8463 section 3).</summary>
    public bool Verify(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) =>
        _rsa is null ? Ed25519.Verify(_ed25519, hash, signature) : _rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>The key as its record should have it (<c>p=</c>).</summary>
    public byte[] KeyData() => _rsa is null ? [.. _ed25519!] : _rsa.ExportSubjectPublicKeyInfo();

    private static (DkimPublicKey? Key, string? Problem) ReadRsa(byte[] data)
    {
        if (data.Length > MaxRsaData) return (null, $"the RSA key is larger than {MaxRsaSize} bits");
        var rsa = RSA.Create();
        try
        {
            var wrapped = Import(rsa, data, isBare: false);
            if ((wrapped ?? Import(rsa, data, isBare: true)) is not { } numbers)
            {
                rsa.Dispose();
                return (null, "the key data is no RSA key");
            }
            var problem = rsa.KeySize > MaxRsaSize ? $"the RSA key is larger than {MaxRsaSize} bits" : numbers.Problem();
            if (problem is null) return (new DkimPublicKey(rsa, numbers) { IsBareRsaKey = wrapped is null }, null);
            rsa.Dispose();
            return (null, problem);
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }

    /// <returns>The numbers of the key; null when it is none.</returns>
    private static RsaNumbers? Import(RSA rsa, byte[] data, bool isBare)
    {
        try
        {
            int read;
            if (isBare) rsa.ImportRSAPublicKey(data, out read);
            else rsa.ImportSubjectPublicKeyInfo(data, out read);
            return read == data.Length ? RsaNumbers.Read(data, isBare) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            return null; // the caller says what is wrong
        }
    }
}
