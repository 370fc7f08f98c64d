using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Certificates and keys in PEM (RFC 7468), in whatever order.</summary>
internal static class PemCertificate
{
    private const string Rsa = "1.2.840.113549.1.1.1";

    /// <summary>Reads a certificate with its key; the other certificates are taken for those that signed it.</summary>
    /// <exception cref="RelayCertificateException">There is none.</exception>
    public static LoadedCertificate Read(byte[] content, byte[] keyContent, string shown, string keyShown, string? password)
    {
        var (certificateText, text) = (Encoding.Latin1.GetChars(content), Encoding.Latin1.GetChars(keyContent)); // PEM is ASCII
        try
        {
            var certificates = Certificates(certificateText, shown);
            using var key = ReadKey(text, certificates, keyShown, password);
            var publicKey = key.ExportSubjectPublicKeyInfo();
            var own = certificates.FirstOrDefault(certificate => certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(publicKey))
                ?? throw new RelayCertificateException($"The key in '{keyShown}' is not that of the certificate in '{shown}'. Both have to come from the same request.");
            return new LoadedCertificate(Join(own, key), [.. certificates.Where(certificate => certificate != own)]);
        }
        finally
        {
            Array.Clear(certificateText);
            Array.Clear(text);
        }
    }

    private static X509Certificate2Collection Certificates(ReadOnlySpan<char> text, string shown)
    {
        var certificates = new X509Certificate2Collection();
        for (; PemEncoding.TryFind(text, out var fields); text = text[fields.Location.End..])
        {
            if (text[fields.Label] is not "CERTIFICATE") continue;
            try
            {
                certificates.Add(new X509Certificate2(Convert.FromBase64String(text[fields.Base64Data].ToString())));
            }
            catch (CryptographicException exception)
            {
                throw new RelayCertificateException($"A certificate in '{shown}' is damaged.", exception);
            }
        }
        return certificates.Count > 0 ? certificates : throw new RelayCertificateException($"'{shown}' holds no certificate. Give the file of the certificate, and that of its key beside it where it is another.");
    }

    private static AsymmetricAlgorithm ReadKey(char[] text, X509Certificate2Collection certificates, string shown, string? password)
    {
        var label = KeyLabel(text);
        if (label is null)
        {
            throw new RelayCertificateException(
                text.AsSpan().Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal)
                    ? $"The key in '{shown}' is encrypted in OpenSSL's old way, which is weak and is not read. Encrypt it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc."
                    : $"There is no private key in '{shown}'. Put it behind the certificate, or name its file.");
        }
        if (label == "ENCRYPTED PRIVATE KEY" && password is null) throw new RelayCertificateException($"The key in '{shown}' is encrypted, and there is no password. Name the file of its password.");
        Exception? reason = null;
        // The certificate says what the key is most likely to be; a key that is another's is told to be so, and not to be damaged.
        foreach (var isRsa in certificates[0].GetKeyAlgorithm() == Rsa ? [true, false] : new[] { false, true })
        {
            AsymmetricAlgorithm key = isRsa ? RSA.Create() : ECDsa.Create();
            try
            {
                if (label == "ENCRYPTED PRIVATE KEY") key.ImportFromEncryptedPem(text, password);
                else key.ImportFromPem(text.AsSpan(KeyStart(text)));
                return key;
            }
            catch (Exception exception) when (exception is CryptographicException or ArgumentException)
            {
                key.Dispose();
                reason = exception;
            }
        }
        throw new RelayCertificateException(
            label == "ENCRYPTED PRIVATE KEY"
                ? $"The password is not that of the key in '{shown}', or it is no key for RSA or ECDSA. Check the file or variable that the password comes from."
                : $"The key in '{shown}' is damaged, or no key for RSA or ECDSA.",
            reason);
    }

    private static string? KeyLabel(ReadOnlySpan<char> text) =>
        FindKey(text, out var fields, out var at) ? text[at..][fields.Label].ToString() : null;

    private static int KeyStart(ReadOnlySpan<char> text) =>
        FindKey(text, out var fields, out var at) ? at + fields.Location.Start.Value : 0;

    private static bool FindKey(ReadOnlySpan<char> text, out PemFields fields, out int at)
    {
        for (at = 0; PemEncoding.TryFind(text[at..], out fields); at += fields.Location.End.Value)
        {
            if (text[at..][fields.Label] is "PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY" or "ENCRYPTED PRIVATE KEY") return true;
        }
        return false;
    }

    private static X509Certificate2 Join(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        var joined = key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
        if (!OperatingSystem.IsWindows()) return joined;
        // Windows' TLS cannot use a key that lives in memory only; a round through PKCS #12 gives it one that it can.
        var octets = joined.Export(X509ContentType.Pkcs12);
        joined.Dispose();
        try
        {
            return new X509Certificate2(octets);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }
}
