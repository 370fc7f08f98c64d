using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>
/// Ed25519 keys as other programs keep them (RFC 8410): the private key as PKCS#8 (RFC 5958), plain or encrypted, and the public key as
/// SubjectPublicKeyInfo; all in DER. The armour of PEM is the caller's.
/// </summary>
internal static class Ed25519Pkcs8
{
    /// <summary>id-Ed25519 (RFC 8410 section 3).</summary>
    public const string AlgorithmOid = "1.3.101.112";

    private const string PrivateName = "a private key in PKCS#8", PublicName = "a public key as SubjectPublicKeyInfo";
    private static readonly Asn1Tag AttributesTag = new(TagClass.ContextSpecific, 0), PublicKeyTag = new(TagClass.ContextSpecific, 1);

    // What stands before the key is always the same, so an encoder is not needed, nor does one keep a copy of a secret.

    /// <summary>OneAsymmetricKey of version v1 without attributes, up to the 32 octets of the key.</summary>
    private static ReadOnlySpan<byte> PrivateHead => [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    /// <summary>SubjectPublicKeyInfo, up to the 32 octets of the key.</summary>
    private static ReadOnlySpan<byte> PublicHead => [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>A private key as PKCS#8: what is in a PEM file "PRIVATE KEY". The caller wipes it.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 octets long.</exception>
    public static byte[] Write(ReadOnlySpan<byte> seed)
    {
        ThrowUnlessSize(seed, Ed25519.SeedSize, nameof(seed));
        var der = GC.AllocateUninitializedArray<byte>(PrivateHead.Length + seed.Length, pinned: true);
        PrivateHead.CopyTo(der);
        seed.CopyTo(der.AsSpan(PrivateHead.Length));
        return der;
    }

    /// <summary>A private key as encrypted PKCS#8: what is in a PEM file "ENCRYPTED PRIVATE KEY". <see cref="Pkcs8Encryption"/> says how.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 octets long, the passphrase is empty, or the iterations are out of bounds.</exception>
    public static byte[] WriteEncrypted(ReadOnlySpan<byte> seed, ReadOnlySpan<char> passphrase, int iterations = Pkcs8Encryption.DefaultIterations)
    {
        var der = Write(seed);
        try
        {
            return Pkcs8Encryption.Encrypt(der, passphrase, iterations);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>A public key as SubjectPublicKeyInfo: what is in a PEM file "PUBLIC KEY".</summary>
    /// <exception cref="ArgumentException">The key is not 32 octets long.</exception>
    public static byte[] WritePublicKey(ReadOnlySpan<byte> publicKey)
    {
        ThrowUnlessSize(publicKey, Ed25519.PublicKeySize, nameof(publicKey));
        return [.. PublicHead, .. publicKey];
    }

    /// <summary>The object identifier of the algorithm that a key in PKCS#8 is for: <see cref="AlgorithmOid"/>, or another.</summary>
    /// <exception cref="FormatException">The octets do not begin as PKCS#8 does.</exception>
    public static string ReadAlgorithm(ReadOnlyMemory<byte> der) => KeyStructure.Read(der, PrivateName, reader =>
    {
        var oid = ReadPrivateHead(reader).Oid;
        while (reader.HasData) reader.ReadEncodedValue();
        return oid;
    });

    /// <summary>Reads a private key from PKCS#8 of version v1 or v2, with or without attributes and a public key.</summary>
    /// <returns>The seed: 32 octets, which the caller wipes.</returns>
    /// <exception cref="FormatException">The octets are not PKCS#8, or not whole.</exception>
    /// <exception cref="CryptographicException">The key is for another algorithm, or the public key beside it is not its pair.</exception>
    public static byte[] Read(ReadOnlyMemory<byte> der)
    {
        var (privateKey, publicKey) = KeyStructure.Read(der, PrivateName, reader =>
        {
            ThrowUnlessEd25519(ReadPrivateHead(reader));
            var inner = new AsnReader(KeyStructure.ReadOctets(reader), AsnEncodingRules.BER);
            var seed = KeyStructure.ReadOctets(inner);
            inner.ThrowIfNotEmpty();
            if (seed.Length != Ed25519.SeedSize) throw new AsnContentException();
            if (reader.HasData && reader.PeekTag().HasSameClassAndValue(AttributesTag)) reader.ReadEncodedValue(); // they say nothing of the key itself
            return (seed, reader.HasData ? ReadBits(reader, PublicKeyTag) : null);
        });
        if (publicKey is not null && !publicKey.AsSpan().SequenceEqual(Ed25519.PublicKey(privateKey.Span)))
            throw new CryptographicException("The public key that stands beside the private key is not its pair: the file is damaged.");
        var copy = GC.AllocateUninitializedArray<byte>(Ed25519.SeedSize, pinned: true);
        privateKey.Span.CopyTo(copy);
        return copy;
    }

    /// <summary>Reads a private key from encrypted PKCS#8.</summary>
    /// <returns>The seed: 32 octets, which the caller wipes.</returns>
    /// <exception cref="FormatException">The octets are not encrypted PKCS#8, or what was encrypted is not whole.</exception>
    /// <exception cref="CryptographicException">The passphrase is wrong, the encryption is not supported, or <see cref="Read"/> does not take the key.</exception>
    public static byte[] ReadEncrypted(ReadOnlyMemory<byte> der, ReadOnlySpan<char> passphrase)
    {
        var plain = Pkcs8Encryption.Decrypt(der, passphrase);
        try
        {
            return Read(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Reads a public key from SubjectPublicKeyInfo.</summary>
    /// <returns>The key: 32 octets, whether or not <see cref="Ed25519.IsPublicKey"/> would have them.</returns>
    /// <exception cref="FormatException">The octets are not SubjectPublicKeyInfo, or not whole.</exception>
    /// <exception cref="CryptographicException">The key is for another algorithm.</exception>
    public static byte[] ReadPublicKey(ReadOnlyMemory<byte> der) => KeyStructure.Read(der, PublicName, reader =>
    {
        ThrowUnlessEd25519(AlgorithmIdentifier.Read(reader));
        return ReadBits(reader, Asn1Tag.PrimitiveBitString);
    });

    private static AlgorithmIdentifier ReadPrivateHead(AsnReader reader)
    {
        if (!reader.TryReadInt32(out var version) || version is not (0 or 1)) throw new AsnContentException();
        return AlgorithmIdentifier.Read(reader);
    }

    private static byte[] ReadBits(AsnReader reader, Asn1Tag tag)
    {
        var bits = reader.ReadBitString(out var unused, tag);
        return unused == 0 && bits.Length == Ed25519.PublicKeySize ? bits : throw new AsnContentException();
    }

    /// <summary>Parameters must be absent (RFC 8410 section 3), but some encoders write NULL in their place.</summary>
    private static void ThrowUnlessEd25519(AlgorithmIdentifier algorithm)
    {
        if (algorithm.Oid != AlgorithmOid) throw new CryptographicException($"The key is for another algorithm than Ed25519: {PlainText.Excerpt(algorithm.Oid)}.");
        if (!algorithm.HasNoParameters) throw new AsnContentException();
    }

    private static void ThrowUnlessSize(ReadOnlySpan<byte> key, int size, string parameter)
    {
        if (key.Length != size) throw new ArgumentException($"A key of Ed25519 is {size} octets long, and not {key.Length}.", parameter);
    }
}
