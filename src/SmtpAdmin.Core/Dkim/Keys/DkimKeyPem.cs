using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>Private keys in PEM (RFC 7468).</summary>
internal static class DkimKeyPem
{
    private const string Clear = "PRIVATE KEY";
    private const string Encrypted = "ENCRYPTED PRIVATE KEY";
    private const string Pkcs1 = "RSA PRIVATE KEY";
    private const int Iterations = 600_000; // of PBKDF2 with SHA-256, OWASP Password Storage Cheat Sheet

    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations);

    /// <summary>Reads the private key of a text.</summary>
    /// <exception cref="DkimKeyException">There is none, or none for DKIM.</exception>
    public static DkimSigningKey Read(ReadOnlySpan<char> pem, ReadOnlySpan<char> passphrase)
    {
        if (pem.IndexOf("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal) >= 0)
            throw Fault(DkimKeyFault.Unsupported, "The key is encrypted in the old way of OpenSSL, which protects little. Convert it: openssl pkcs8 -topk8 -in old.pem -out new.pem");
        string? other = null;
        for (var rest = pem; PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            var label = rest[fields.Label].ToString();
            if (label is Clear or Encrypted or Pkcs1)
            {
                var der = new byte[fields.DecodedDataLength];
                if (!Convert.TryFromBase64Chars(rest[fields.Base64Data], der, out _)) break;
                try
                {
                    return Read(label, der, passphrase);
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(der);
                }
            }
            other ??= label;
        }
        throw Unusable(other);
    }

    /// <summary>An RSA key as PKCS#8.</summary>
    public static string Write(RSA key, ReadOnlySpan<char> passphrase) =>
        (passphrase.IsEmpty ? key.ExportPkcs8PrivateKeyPem() : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, Encryption)) + "\n";

    private static DkimSigningKey Read(string label, byte[] der, ReadOnlySpan<char> passphrase)
    {
        if (label == Encrypted && passphrase.IsEmpty) throw Fault(DkimKeyFault.PassphraseMissing, "The key is encrypted, and no passphrase was given.");
        var rsa = RSA.Create();
        try
        {
            if (label == Pkcs1) rsa.ImportRSAPrivateKey(der, out _);
            else if (label == Encrypted) rsa.ImportEncryptedPkcs8PrivateKey(passphrase, der, out _);
            else rsa.ImportPkcs8PrivateKey(der, out _);
            return new DkimSigningKey(rsa);
        }
        catch (CryptographicException exception)
        {
            rsa.Dispose();
            throw label == Encrypted
                ? Fault(DkimKeyFault.PassphraseWrong, "The passphrase is not that of the key, or the key is damaged.", exception)
                : Fault(DkimKeyFault.Unsupported, "The key is neither RSA nor Ed25519, or damaged.", exception);
        }
    }

    private static DkimKeyException Unusable(string? label) => label switch
    {
        null => Fault(DkimKeyFault.NotAKey, "There is no private key in it: a PEM text begins with '-----BEGIN PRIVATE KEY-----'."),
        "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE" => Fault(DkimKeyFault.NotPrivate, "It is a certificate, not a private key; DKIM has no use for certificates. Make a key with New-DkimKey."),
        "PUBLIC KEY" or "RSA PUBLIC KEY" => Fault(DkimKeyFault.NotPrivate, "It is the public key; the private one is needed to sign."),
        "CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST" => Fault(DkimKeyFault.NotPrivate, "It is a certificate request, not a private key."),
        _ => Fault(DkimKeyFault.Unsupported, $"It is '{PlainText.Excerpt(label, 40)}'; DKIM takes RSA or Ed25519 keys, as PKCS#8 or PKCS#1."),
    };

    private static DkimKeyException Fault(DkimKeyFault fault, string message, Exception? inner = null) => new(message, inner!) { Fault = fault };
}
