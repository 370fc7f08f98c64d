using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>Private keys in PEM (RFC 7468).</summary>
internal static class DkimKeyPem
{
    private const string Clear = "PRIVATE KEY";
    private const string Encrypted = "ENCRYPTED PRIVATE KEY";
    private const string Pkcs1 = "RSA PRIVATE KEY";
    private const string RsaOid = "1.2.840.113549.1.1.1"; // rsaEncryption, RFC 8017 appendix A.1

    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Pkcs8Encryption.DefaultIterations);

    /// <summary>Reads the private key of a text.</summary>
    /// <exception cref="DkimKeyException">There is none, or none for DKIM.</exception>
    public static DkimSigningKey Read(ReadOnlySpan<char> pem, ReadOnlySpan<char> passphrase)
    {
        pem = pem.TrimStart("\uFEFF\u00EF\u00BB\u00BF"); // the mark that some editors put before UTF-8, also where it was read as Latin-1
        if (pem.IndexOf("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal) >= 0)
            throw DkimKeyFaults.Of(DkimKeyFault.UnsupportedEncryption, $"The key is encrypted in the old way of OpenSSL, which protects little. {DkimKeyFaults.Convert}");
        var others = new List<string>();
        for (var rest = pem; PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            var label = rest[fields.Label].ToString();
            if (label is Clear or Encrypted or Pkcs1) return Read(label, rest[fields.Base64Data], fields.DecodedDataLength, passphrase);
            others.Add(label);
        }
        throw DkimKeyFaults.OfText(pem, others);
    }

    /// <summary>An RSA key as PKCS#8.</summary>
    public static string Write(RSA key, ReadOnlySpan<char> passphrase) =>
        (passphrase.IsEmpty ? key.ExportPkcs8PrivateKeyPem() : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, Encryption)) + "\n";

    /// <summary>An Ed25519 key as PKCS#8 (RFC 8410).</summary>
    public static string Write(Ed25519Key key, ReadOnlySpan<char> passphrase)
    {
        Span<byte> seed = stackalloc byte[Ed25519.SeedSize];
        byte[] der = [];
        try
        {
            key.ExportSeed(seed);
            der = passphrase.IsEmpty ? Ed25519Pkcs8.Write(seed) : Ed25519Pkcs8.WriteEncrypted(seed, passphrase);
            return PemEncoding.WriteString(passphrase.IsEmpty ? Clear : Encrypted, der) + "\n";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static DkimSigningKey Read(string label, ReadOnlySpan<char> base64, int length, ReadOnlySpan<char> passphrase)
    {
        var der = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        try
        {
            if (!Convert.TryFromBase64Chars(base64, der, out _)) throw DkimKeyFaults.Damaged(null);
            return label switch
            {
                Encrypted => ReadEncrypted(der, passphrase),
                Pkcs1 => Import(der, isPkcs1: true),
                _ => ReadPkcs8(der),
            };
        }
        catch (FormatException exception) // of the structures of PKCS#8
        {
            throw DkimKeyFaults.Damaged(exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static DkimSigningKey ReadEncrypted(byte[] der, ReadOnlySpan<char> passphrase)
    {
        if (passphrase.IsEmpty) throw DkimKeyFaults.Of(DkimKeyFault.PassphraseMissing, "The key is encrypted, and no passphrase was given. Give it with -Passphrase.");
        byte[] plain = [];
        try
        {
            plain = Pkcs8Encryption.Decrypt(der, passphrase);
            return ReadPkcs8(plain);
        }
        catch (UnsupportedEncryptionException exception)
        {
            throw DkimKeyFaults.Of(DkimKeyFault.UnsupportedEncryption, $"{exception.Message} {DkimKeyFaults.Convert}", exception);
        }
        catch (CryptographicException exception)
        {
            throw DkimKeyFaults.Of(DkimKeyFault.PassphraseWrong, "The passphrase is not that of the key, or the key is damaged.", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static DkimSigningKey ReadPkcs8(byte[] der)
    {
        var oid = Ed25519Pkcs8.ReadAlgorithm(der);
        if (oid == RsaOid) return Import(der, isPkcs1: false);
        if (oid != Ed25519Pkcs8.AlgorithmOid) throw DkimKeyFaults.OtherAlgorithm(oid);
        byte[] seed = [];
        try
        {
            seed = Ed25519Pkcs8.Read(der);
            return new DkimSigningKey(new Ed25519Key(seed));
        }
        catch (CryptographicException exception) // the public key beside it is not its pair
        {
            throw DkimKeyFaults.Damaged(exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private static DkimSigningKey Import(byte[] der, bool isPkcs1)
    {
        var rsa = RSA.Create();
        var isTaken = false;
        try
        {
            if (isPkcs1) rsa.ImportRSAPrivateKey(der, out _);
            else rsa.ImportPkcs8PrivateKey(der, out _);
            if (rsa.KeySize is < DkimSigningKey.MinRsaSize or > DkimPublicKey.MaxRsaSize) throw DkimKeyFaults.Size(rsa.KeySize);
            isTaken = true;
            return new DkimSigningKey(rsa);
        }
        catch (CryptographicException exception)
        {
            throw DkimKeyFaults.Damaged(exception);
        }
        finally
        {
            if (!isTaken) rsa.Dispose();
        }
    }
}
