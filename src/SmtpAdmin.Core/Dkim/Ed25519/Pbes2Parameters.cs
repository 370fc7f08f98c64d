using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>How something was encrypted by PBES2 (RFC 8018 section 6.2): PBKDF2 with HMAC makes the key for AES in CBC mode.</summary>
/// <param name="Hash">The hash of HMAC.</param>
/// <param name="Salt">The salt.</param>
/// <param name="Iterations">The iterations of PBKDF2, 1 to <see cref="MaxIterations"/>.</param>
/// <param name="KeySize">The length of the AES key, in octets: 16, 24 or 32.</param>
/// <param name="InitializationVector">The initialization vector, 16 octets.</param>
internal sealed record Pbes2Parameters(HashAlgorithmName Hash, ReadOnlyMemory<byte> Salt, int Iterations, int KeySize, ReadOnlyMemory<byte> InitializationVector)
{
    /// <summary>More iterations are not carried out: a file must not be able to ask for hours of work. These are some seconds' worth.</summary>
    public const int MaxIterations = 10_000_000;

    /// <summary>The length of a block of AES, in octets.</summary>
    public const int BlockSize = 16;

    private const string Pbes2Oid = "1.2.840.113549.1.5.13", Pbkdf2Oid = "1.2.840.113549.1.5.12";

    /// <summary>The hashes of HMAC (RFC 8018 appendix B.1).</summary>
    private static readonly Dictionary<string, HashAlgorithmName> Hashes = new(StringComparer.Ordinal)
    {
        ["1.2.840.113549.2.7"] = HashAlgorithmName.SHA1,
        ["1.2.840.113549.2.9"] = HashAlgorithmName.SHA256,
        ["1.2.840.113549.2.10"] = HashAlgorithmName.SHA384,
        ["1.2.840.113549.2.11"] = HashAlgorithmName.SHA512,
    };

    /// <summary>The key sizes of AES in CBC mode (RFC 8018 appendix B.2.5), in octets.</summary>
    private static readonly Dictionary<string, int> KeySizes = new(StringComparer.Ordinal)
    {
        ["2.16.840.1.101.3.4.1.2"] = 16,
        ["2.16.840.1.101.3.4.1.22"] = 24,
        ["2.16.840.1.101.3.4.1.42"] = 32,
    };

    /// <summary>Reads an AlgorithmIdentifier.</summary>
    /// <exception cref="AsnContentException">It is damaged.</exception>
    /// <exception cref="UnsupportedEncryptionException">It says something that is not supported.</exception>
    public static Pbes2Parameters Read(AsnReader reader)
    {
        var parameters = Open(AlgorithmIdentifier.Read(reader), Pbes2Oid);
        var derivation = Open(AlgorithmIdentifier.Read(parameters), Pbkdf2Oid);
        var cipher = AlgorithmIdentifier.Read(parameters);
        parameters.ThrowIfNotEmpty();
        var keySize = Supported(KeySizes, cipher.Oid);
        var vector = KeyStructure.ReadOctets(new AsnReader(cipher.Parameters, AsnEncodingRules.BER));
        if (vector.Length != BlockSize) throw new AsnContentException();

        var salt = KeyStructure.ReadOctets(derivation);
        if (!derivation.TryReadInt32(out var iterations) || iterations is < 1 or > MaxIterations)
            throw new UnsupportedEncryptionException(FormattableString.Invariant($"The private key is encrypted with a number of iterations that is not between 1 and {MaxIterations:N0}."));
        if (derivation.HasData && derivation.PeekTag() == Asn1Tag.Integer && (!derivation.TryReadInt32(out var stated) || stated != keySize)) throw new AsnContentException();
        var hash = HashAlgorithmName.SHA1; // when none is given
        if (derivation.HasData)
        {
            var function = AlgorithmIdentifier.Read(derivation);
            hash = Supported(Hashes, function.Oid);
            if (!function.HasNoParameters) throw new AsnContentException();
        }
        derivation.ThrowIfNotEmpty();
        return new Pbes2Parameters(hash, salt, iterations, keySize, vector);
    }

    /// <summary>Writes the AlgorithmIdentifier.</summary>
    public void Write(AsnWriter writer)
    {
        using var algorithm = writer.PushSequence();
        writer.WriteObjectIdentifier(Pbes2Oid);
        using var parameters = writer.PushSequence();
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Pbkdf2Oid);
            using var derivation = writer.PushSequence();
            writer.WriteOctetString(Salt.Span);
            writer.WriteInteger(Iterations);
            if (Hash != HashAlgorithmName.SHA1) // DER leaves the default out
            {
                using var function = writer.PushSequence();
                writer.WriteObjectIdentifier(Hashes.Single(known => known.Value == Hash).Key);
                writer.WriteNull();
            }
        }
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(KeySizes.Single(known => known.Value == KeySize).Key);
            writer.WriteOctetString(InitializationVector.Span);
        }
    }

    private static AsnReader Open(AlgorithmIdentifier algorithm, string expected)
    {
        if (algorithm.Oid != expected) throw Unsupported(algorithm.Oid);
        var reader = new AsnReader(algorithm.Parameters, AsnEncodingRules.BER);
        return reader.ReadSequence();
    }

    private static T Supported<T>(Dictionary<string, T> known, string oid) => known.TryGetValue(oid, out var value) ? value : throw Unsupported(oid);

    private static UnsupportedEncryptionException Unsupported(string oid) => new(
        $"The private key is encrypted in a way that is not supported ({PlainText.Excerpt(oid)}): only PBES2 with PBKDF2, HMAC with SHA-1 or SHA-2, and AES in CBC mode is.");
}
