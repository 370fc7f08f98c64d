using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Lab;

/// <summary>A certification authority of the lab's own. It lives in memory, and nobody trusts it who is not told to.</summary>
public sealed class LabCertificateAuthority : IDisposable
{
    private readonly X509Certificate2 _signer;
    private readonly DateTimeOffset _now;

    private LabCertificateAuthority(X509Certificate2 signer, DateTimeOffset now)
    {
        _signer = signer;
        _now = now;
        Certificate = new X509Certificate2(signer.RawData);
    }

    /// <summary>The authority's certificate without its key: what a client has to trust.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Makes an authority that is valid for a year before and after now.</summary>
    /// <param name="time">The clock; null for the system's.</param>
    public static LabCertificateAuthority Create(TimeProvider? time = null)
    {
        var now = (time ?? TimeProvider.System).GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=SmtpAdmin Lab CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now.AddYears(-1), now.AddYears(1));
        return new LabCertificateAuthority(WithUsableKey(certificate), now);
    }

    /// <summary>Issues a server certificate: good, or bad in one way.</summary>
    /// <param name="names">DNS names and addresses it is for.</param>
    /// <param name="kind">What is wrong with it.</param>
    /// <exception cref="ArgumentException">There is no name.</exception>
    public SslStreamCertificateContext Issue(IReadOnlyCollection<string> names, LabCertificateKind kind = LabCertificateKind.Good)
    {
        if (names.Count == 0) throw new ArgumentException("A certificate is for at least one name.", nameof(names));
        if (kind == LabCertificateKind.WrongName) names = ["wrong.invalid"];
        var (from, to) = kind switch
        {
            LabCertificateKind.Expired => (_now.AddDays(-60), _now.AddDays(-2)),
            LabCertificateKind.NotYetValid => (_now.AddDays(2), _now.AddDays(60)),
            _ => (_now.AddDays(-1), _now.AddDays(90)),
        };
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names.First()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false)); // serverAuth
        request.CertificateExtensions.Add(AlternativeNames(names));
        if (kind == LabCertificateKind.SelfSigned)
        {
            using var lonely = request.CreateSelfSigned(from, to);
            return SslStreamCertificateContext.Create(WithUsableKey(lonely), additionalCertificates: null, offline: true);
        }
        using var signed = request.Create(_signer, from, to, RandomNumberGenerator.GetBytes(16));
        using var withKey = signed.CopyWithPrivateKey(key);
        return SslStreamCertificateContext.Create(WithUsableKey(withKey), [Certificate], offline: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signer.Dispose();
        Certificate.Dispose();
    }

    private static X509Extension AlternativeNames(IEnumerable<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) builder.AddIpAddress(address);
            else builder.AddDnsName(name);
        }
        return builder.Build();
    }

    // Windows' TLS cannot use a key that lives in memory only; a round through PKCS #12 gives it one that it can.
    private static X509Certificate2 WithUsableKey(X509Certificate2 certificate) =>
        new(certificate.Export(X509ContentType.Pkcs12), (string?)null, X509KeyStorageFlags.Exportable);
}
