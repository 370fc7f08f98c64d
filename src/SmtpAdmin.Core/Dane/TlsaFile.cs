using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Dane;

/// <summary>Reads certificates and public keys from files, in PEM (RFC 7468) or DER. Private keys beside them are skipped, and what was read of them is wiped.</summary>
public static class TlsaFile
{
    private const int MaxLength = 1024 * 1024; // octets; a chain has a few thousand

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TlsaException">It cannot be read, or holds nothing that a record could be made of.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<TlsaIdentity> ReadAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        var buffer = new byte[MaxLength + 1];
        byte[] octets = [];
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
            await using var closing = file.ConfigureAwait(false);
            var length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false); // it may be a pipe, which has no length
            if (length > MaxLength) throw Bad(path, FormattableString.Invariant($"is larger than {MaxLength:N0} octets, and so no certificate"));
            octets = buffer[..length];
            return Read(octets, path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TlsaException(TlsaFault.BadFile, $"The file '{Shown(path)}' cannot be read: {FileWords.Of(problem, path)}", path, problem);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    /// <summary>Reads what is in a file.</summary>
    /// <param name="octets">The content.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="TlsaException">It holds nothing that a record could be made of.</exception>
    internal static TlsaIdentity Read(byte[] octets, string path)
    {
        var text = Encoding.Latin1.GetChars(octets); // PEM is ASCII
        try
        {
            return text.AsSpan().Contains("-----BEGIN ", StringComparison.Ordinal) ? ReadPem(text, path) : ReadDer(octets, path);
        }
        catch (Exception problem) when (problem is AsnContentException or FormatException and not TlsaException)
        {
            throw Bad(path, "is damaged", problem);
        }
        finally
        {
            Array.Clear(text);
        }
    }

    private static TlsaIdentity ReadPem(ReadOnlySpan<char> text, string path)
    {
        var (certificates, keys, others) = (new List<byte[]>(), new List<byte[]>(), new List<string>());
        for (; PemEncoding.TryFind(text, out var fields); text = text[fields.Location.End..])
        {
            var label = text[fields.Label].ToString();
            if (label is "CERTIFICATE" or "X509 CERTIFICATE" or "X.509 CERTIFICATE") certificates.Add(Convert.FromBase64String(text[fields.Base64Data].ToString())); // the old labels of RFC 7468 section 5.1
            else if (label == "PUBLIC KEY") keys.Add(Convert.FromBase64String(text[fields.Base64Data].ToString()));
            else others.Add(label);
        }
        if (certificates.Count > 0) return TlsaIdentity.OfChain(certificates, ownIsFirst: false, $"'{Shown(path)}'");
        if (keys.Count > 1) throw new TlsaException(TlsaFault.NoCertificate, $"'{Shown(path)}' holds {keys.Count} public keys, and does not say which is the server's. Give a file of one.", path);
        if (keys is [var key]) return TlsaIdentity.OfKey(key, $"'{Shown(path)}'");
        if (others.Exists(label => label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))) throw PrivateKeyOnly(path);
        if (others.Exists(label => label is "PKCS7" or "CMS")) throw Pkcs7(path);
        throw others.Count == 0
            ? Bad(path, "is damaged: what begins in PEM there does not end")
            : new TlsaException(TlsaFault.NoCertificate, $"'{Shown(path)}' holds neither a certificate nor a public key, but: {PlainText.Excerpt(string.Join(", ", others.Distinct()))}. Give the file of the certificate.", path);
    }

    private static TlsaIdentity ReadDer(byte[] octets, string path) => CertificateDer.KindOf(octets) switch
    {
        DerKind.Certificate => TlsaIdentity.OfChain([octets], ownIsFirst: true, $"'{Shown(path)}'"),
        DerKind.PublicKey => TlsaIdentity.OfKey([.. octets], $"'{Shown(path)}'"),
        DerKind.PrivateKey => throw PrivateKeyOnly(path),
        DerKind.Pkcs7 => throw Pkcs7(path),
        DerKind.Pkcs12 => throw new TlsaException(
            TlsaFault.NoCertificate, $"'{Shown(path)}' is PKCS #12, whose private key is of no use here. Take the certificates out of it: openssl pkcs12 -nokeys -in key.p12 -out certificate.pem.", path),
        _ => throw new TlsaException(TlsaFault.NoCertificate, $"'{Shown(path)}' holds neither a certificate nor a public key, in PEM or DER. Give the file of the certificate.", path),
    };

    /// <summary>A public key could be derived, but this is no place for private keys: whoever has one has openssl too.</summary>
    private static TlsaException PrivateKeyOnly(string path) => new(
        TlsaFault.PrivateKeyOnly, $"'{Shown(path)}' holds a private key alone, which is not read here. Give the certificate, or the public key: openssl pkey -in key.pem -pubout -out key.pub.pem.", path);

    private static TlsaException Pkcs7(string path) => new(
        TlsaFault.NoCertificate, $"'{Shown(path)}' is PKCS #7. Take the certificates out of it: openssl pkcs7 -print_certs -in chain.p7b -out chain.pem (with -inform DER where it is not text).", path);

    private static TlsaException Bad(string path, string problem, Exception? reason = null) => new(TlsaFault.BadFile, $"The file '{Shown(path)}' {problem}.", path, reason);

    private static string Shown(string path) => PlainText.Excerpt(path, 260);
}
