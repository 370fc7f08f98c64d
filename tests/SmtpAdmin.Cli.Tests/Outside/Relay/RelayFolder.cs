using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>A folder for a relay's configuration and spool; removed when disposed.</summary>
internal sealed class RelayFolder : IDisposable
{
    public RelayFolder() => Path = Directory.CreateTempSubdirectory("smtpadmin-relay-").FullName;

    public string Path { get; }

    /// <summary>Where the spool is, as <c>"spoolPath": "spool"</c> names it.</summary>
    public string Spool => System.IO.Path.Combine(Path, "spool");

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string text, string name = "relay.json")
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a certificate with its key.</summary>
    /// <returns>Its path.</returns>
    public string WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=relay.lab.test", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(90));
        var path = Write($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}", "tls.pem");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
