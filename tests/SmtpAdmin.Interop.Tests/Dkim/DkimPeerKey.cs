using System.Security.Cryptography;

namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>A key that the peers sign with: a file, PKCS#8 in PEM, and the record that publishes it.</summary>
/// <param name="Selector">Where it is published.</param>
/// <param name="Algorithm">The algorithm of its signatures.</param>
/// <param name="Path">The file.</param>
/// <param name="Record">The text of the record.</param>
internal sealed record DkimPeerKey(string Selector, string Algorithm, string Path, string Record)
{
    /// <summary>The domain that it is published in.</summary>
    public const string Domain = "dkim.test";

    private static readonly byte[] Ed25519Prefix = Convert.FromHexString("302e020100300506032b657004220420"); // RFC 8410 section 7

    /// <summary>The name that it is published under.</summary>
    public string Name => $"{Selector}._domainkey.{Domain}";

    /// <summary>A new RSA key in a directory.</summary>
    public static DkimPeerKey NewRsa(string selector, string directory, int bits)
    {
        using var rsa = RSA.Create(bits);
        return Write(selector, "rsa-sha256", directory, rsa.ExportPkcs8PrivateKey(), $"v=DKIM1; k=rsa; p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}");
    }

    /// <summary>The Ed25519 key that everybody knows, from RFC 8463 appendix A.1.</summary>
    public static DkimPeerKey WriteEd25519(string selector, string directory) =>
        Write(selector, "ed25519-sha256", directory, [.. Ed25519Prefix, .. Convert.FromBase64String("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")],
            "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");

    private static DkimPeerKey Write(string selector, string algorithm, string directory, byte[] key, string record)
    {
        var path = System.IO.Path.Combine(directory, $"{selector}.pem");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(PemEncoding.WriteString("PRIVATE KEY", key) + "\n");
        return new DkimPeerKey(selector, algorithm, path, record);
    }
}
