using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>Encrypts and decrypts PKCS#8 (RFC 5958 section 3) by PBES2, with keys of any algorithm in it.</summary>
internal static class Pkcs8Encryption
{
    /// <summary>The iterations of PBKDF2 that new files get.</summary>
    public const int DefaultIterations = 600_000;

    private const string Name = "an encrypted private key in PKCS#8";
    private const int SaltSize = 16, Aes256KeySize = 32;

    /// <summary>Encrypts with PBKDF2, HMAC-SHA-256 and AES of 256 bits in CBC mode, as <see cref="AsymmetricAlgorithm"/> does when asked for these.</summary>
    /// <param name="privateKey">A private key in PKCS#8.</param>
    /// <param name="passphrase">The passphrase; what counts is its UTF-8.</param>
    /// <param name="iterations">The iterations of PBKDF2, 1 to <see cref="Pbes2Parameters.MaxIterations"/>.</param>
    /// <returns>EncryptedPrivateKeyInfo in DER.</returns>
    /// <exception cref="ArgumentException">The passphrase is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The iterations are out of bounds.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> privateKey, ReadOnlySpan<char> passphrase, int iterations = DefaultIterations)
    {
        if (passphrase.IsEmpty) throw new ArgumentException("An empty passphrase protects nothing.", nameof(passphrase));
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, Pbes2Parameters.MaxIterations);
        var parameters = new Pbes2Parameters(
            HashAlgorithmName.SHA256, RandomNumberGenerator.GetBytes(SaltSize), iterations, Aes256KeySize, RandomNumberGenerator.GetBytes(Pbes2Parameters.BlockSize));
        using var aes = Cipher(parameters, passphrase);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            parameters.Write(writer);
            writer.WriteOctetString(aes.EncryptCbc(privateKey, parameters.InitializationVector.Span));
        }
        return writer.Encode();
    }

    /// <summary>Decrypts. PBES2 has no seal: damage to what is encrypted may go unnoticed, and the key in it be another.</summary>
    /// <param name="der">EncryptedPrivateKeyInfo.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <returns>A private key in PKCS#8, which the caller wipes.</returns>
    /// <exception cref="FormatException">The octets are not encrypted PKCS#8, or not whole.</exception>
    /// <exception cref="CryptographicException">The passphrase is wrong, or the encryption is not supported.</exception>
    public static byte[] Decrypt(ReadOnlyMemory<byte> der, ReadOnlySpan<char> passphrase)
    {
        var (parameters, encrypted) = KeyStructure.Read(der, Name, reader => (Pbes2Parameters.Read(reader), KeyStructure.ReadOctets(reader)));
        if (encrypted.IsEmpty || encrypted.Length % Pbes2Parameters.BlockSize != 0) throw new FormatException($"This is not {Name}, or it is damaged.");
        using var aes = Cipher(parameters, passphrase);
        var buffer = GC.AllocateArray<byte>(encrypted.Length, pinned: true);
        try
        {
            var length = aes.DecryptCbc(encrypted.Span, parameters.InitializationVector.Span, buffer);
            var plain = buffer.AsSpan(0, length);
            // One wrong passphrase of 256 gives padding that looks right; that what is in it begins and ends as a sequence does settles it.
            if (!AsnDecoder.TryReadEncodedValue(plain, AsnEncodingRules.BER, out var tag, out _, out _, out var consumed) || tag != Asn1Tag.Sequence || consumed != length)
                throw new CryptographicException("What was decrypted is not a key.");
            var result = GC.AllocateUninitializedArray<byte>(length, pinned: true);
            plain.CopyTo(result);
            return result;
        }
        catch (Exception wrong) when (wrong is CryptographicException or AsnContentException)
        {
            throw new CryptographicException("The passphrase is wrong, or the private key is damaged.", wrong);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private static Aes Cipher(Pbes2Parameters parameters, ReadOnlySpan<char> passphrase)
    {
        var password = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(passphrase), pinned: true);
        var key = GC.AllocateUninitializedArray<byte>(parameters.KeySize, pinned: true);
        try
        {
            Encoding.UTF8.GetBytes(passphrase, password);
            Rfc2898DeriveBytes.Pbkdf2(password, parameters.Salt.Span, key, parameters.Iterations, parameters.Hash);
            var aes = Aes.Create();
            aes.Key = key;
            return aes;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
