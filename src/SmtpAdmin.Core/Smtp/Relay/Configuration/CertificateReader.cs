using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads certificates with their keys. What goes wrong is told without anything of what was read.</summary>
internal static class CertificateReader
{
    private const int MaxLength = 1024 * 1024; // octets
    private const int WrongPassword = unchecked((int)0x80070056); // ERROR_INVALID_PASSWORD, on every system

    /// <summary>Reads the files. At once, because a handshake may be waiting for it.</summary>
    /// <exception cref="RelayCertificateException">They hold no certificate with its key.</exception>
    public static LoadedCertificate Read(RelayCertificateFile file)
    {
        var (content, key) = (ReadOctets(file.Path), file.KeyPath is null ? [] : ReadOctets(file.KeyPath));
        try
        {
            var password = file.Password?.Read();
            var shown = Shown(file.Path);
            if (content.AsSpan().IndexOf("-----BEGIN "u8) >= 0) return PemCertificate.Read(content, file.KeyPath is null ? content : key, shown, file.KeyPath is null ? shown : Shown(file.KeyPath), password);
            return TypeOf(content) switch
            {
                X509ContentType.Pkcs12 when file.KeyPath is null => ReadPkcs12(content, shown, password),
                X509ContentType.Pkcs12 => throw new RelayCertificateException($"'{shown}' is a file of PKCS #12, which holds its key itself. Leave the other file for the key out."),
                X509ContentType.Cert => throw new RelayCertificateException($"'{shown}' is a certificate in DER without its key. Give it in PEM (openssl x509 -inform der), with its key, or both as .pfx."),
                _ => throw new RelayCertificateException($"'{shown}' is neither PEM nor PKCS #12, or damaged. Give the certificate and its key in PEM, or both as .pfx."),
            };
        }
        catch (SmtpCredentialException exception)
        {
            throw new RelayCertificateException($"The certificate's password is not to be had: {exception.Message}", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>A path, fit to be shown.</summary>
    public static string Shown(string path) => PlainText.Excerpt(path, 260);

    private static LoadedCertificate ReadPkcs12(byte[] content, string shown, string? password)
    {
        // Elsewhere than on Linux, TLS cannot use a key that lives in memory only.
        var storage = OperatingSystem.IsLinux() ? X509KeyStorageFlags.EphemeralKeySet : X509KeyStorageFlags.DefaultKeySet;
        var all = new X509Certificate2Collection();
        try
        {
            all.Import(content, password, storage);
        }
        catch (CryptographicException exception)
        {
            throw new RelayCertificateException(
                exception.HResult == WrongPassword
                    ? password is null ? $"'{shown}' is encrypted, and there is no password. Name the file of its password." : $"The password is not that of '{shown}'. Check the file or variable that the password comes from."
                    : $"'{shown}' is damaged, or encrypted in a way that this system does not know. Export it again.",
                exception);
        }
        var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new RelayCertificateException($"'{shown}' holds a certificate without its private key. Export it with its key.");
        return new LoadedCertificate(own, [.. all.Where(certificate => certificate != own)]);
    }

    private static X509ContentType TypeOf(byte[] content)
    {
        try
        {
            return X509Certificate2.GetCertContentType(content);
        }
        catch (CryptographicException) // nothing that it knows
        {
            return X509ContentType.Unknown;
        }
    }

    private static byte[] ReadOctets(string path)
    {
        try
        {
            if (SecretFile.Problem(path) is { } problem) throw new RelayCertificateException($"'{Shown(path)}' is not read: {problem}");
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var octets = new byte[MaxLength + 1];
            var length = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            var content = length <= MaxLength ? octets[..length] : [];
            CryptographicOperations.ZeroMemory(octets);
            if (length > MaxLength) throw new RelayCertificateException($"'{Shown(path)}' is longer than {MaxLength / 1024} KiB: it is no certificate or key.");
            return length > 0 ? content : throw new RelayCertificateException($"'{Shown(path)}' is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RelayCertificateException($"The certificate cannot be read: {PlainText.Excerpt(exception.Message, 300)}", exception);
        }
    }
}
