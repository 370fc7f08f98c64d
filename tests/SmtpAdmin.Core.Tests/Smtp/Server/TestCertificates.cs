using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>One authority and one certificate for all tests: keys take a moment to make.</summary>
internal static class TestCertificates
{
    private static readonly LabCertificateAuthority Authority = LabCertificateAuthority.Create();

    public static X509Certificate2 Root => Authority.Certificate;

    public static SslStreamCertificateContext Server { get; } = Authority.Issue(["mail.example.test"]);

    /// <summary>What a client needs to trust it.</summary>
    public static SslClientAuthenticationOptions Client => new()
    {
        TargetHost = "mail.example.test",
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { Root },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
}
