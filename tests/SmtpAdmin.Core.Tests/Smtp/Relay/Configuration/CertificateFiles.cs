using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>Certificates and keys as their files have them.</summary>
internal sealed class CertificateFiles
{
    private static readonly ECDsa RootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly X509Certificate2 Root = MakeRoot();

    private readonly AsymmetricAlgorithm _key;

    public CertificateFiles(string name = "relay.test", bool rsa = false, int fromDays = -5000, int toDays = 5000)
    {
        _key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = _key is RSA key
            ? new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)_key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        Certificate = request.Create(Root.SubjectName, X509SignatureGenerator.CreateForECDsa(RootKey), now.AddDays(fromDays), now.AddDays(toDays), RandomNumberGenerator.GetBytes(16));
    }

    public X509Certificate2 Certificate { get; }

    public static string RootPem => Root.ExportCertificatePem() + "\n";

    public string Pem => Certificate.ExportCertificatePem() + "\n";

    public string KeyPem => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>PKCS #1 or SEC 1, as older programs write keys.</summary>
    public string OldKeyPem => (_key is RSA rsa ? rsa.ExportRSAPrivateKeyPem() : ((ECDsa)_key).ExportECPrivateKeyPem()) + "\n";

    public string EncryptedKeyPem(string password) => _key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)) + "\n";

    public byte[] Pfx(string? password) => new X509Certificate2Collection((X509Certificate2[])[_key is RSA rsa ? Certificate.CopyWithPrivateKey(rsa) : Certificate.CopyWithPrivateKey((ECDsa)_key), Root]).Export(X509ContentType.Pkcs12, password)!;

    private static X509Certificate2 MakeRoot()
    {
        var request = new CertificateRequest("CN=Relay test root", RootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return X509CertificateLoader.LoadCertificate(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(1)).RawData);
    }
}
