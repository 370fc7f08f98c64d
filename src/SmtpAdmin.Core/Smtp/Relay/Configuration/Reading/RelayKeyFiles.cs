using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads the certificates and keys that a configuration names.</summary>
internal sealed class RelayKeyFiles(RelayValues values)
{
    /// <summary>The server's certificate; null where there is none, or it cannot be used.</summary>
    public RelayCertificate? Certificate(LocatedJson? section, TimeProvider timeProvider)
    {
        if (section is null || values.Sound(section, "path") is not { } path) return null;
        var file = new RelayCertificateFile
        {
            Path = values.PathOf(path, "certificate.path"),
            KeyPath = values.Sound(section, "keyPath") is { } keyPath ? values.PathOf(keyPath, "certificate.keyPath") : null,
            Password = values.Secret(section, "password", "certificate"),
        };
        if (values.Problems.HasWithin(section)) return null;
        try
        {
            return RelayCertificate.Load(file, timeProvider);
        }
        catch (RelayCertificateException exception)
        {
            values.Problems.Add(section.Offset, "certificate", exception.Message);
            return null;
        }
    }

    /// <summary>Certificates to trust.</summary>
    public X509Certificate2Collection? TrustRoots(LocatedJson value, string path)
    {
        var (file, roots) = (values.PathOf(value, path), new X509Certificate2Collection());
        try
        {
            if (SecretFile.Problem(file) is { } problem) values.Problems.Add(value.Offset, path, $"'{PlainText.Excerpt(file, 260)}' is not read: {problem}");
            else roots.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            values.Problems.Add(value.Offset, path, $"'{PlainText.Excerpt(file, 260)}' gives no certificates: {PlainText.Excerpt(exception.Message, 240)}");
            return null;
        }
        if (roots.Count == 0 && !values.Problems.HasWithin(value)) values.Problems.Add(value.Offset, path, $"'{PlainText.Excerpt(file, 260)}' holds no certificate in PEM.");
        return roots;
    }

    /// <summary>The signatures to make. Whoever takes them disposes their keys.</summary>
    public async Task<IReadOnlyList<DkimSigningOptions>> SignaturesAsync(LocatedJson? section, CancellationToken cancellationToken)
    {
        var signatures = new List<DkimSigningOptions>();
        foreach (var (item, path) in RelayValues.Items(section, "dkim"))
        {
            if (values.Sound(item, "keyPath") is not { } keyPath) continue;
            var passphrase = values.Secret(item, "passphrase", path);
            string? text = null;
            if (values.Problems.HasWithin(item) || (passphrase is not null && !values.TryRead(passphrase, item, path, out text))) continue;
            if (await KeyAsync(keyPath, $"{path}.keyPath", text, cancellationToken).ConfigureAwait(false) is not { } key) continue;
            signatures.Add(new DkimSigningOptions { Domain = item["domain"]!.Text, Selector = item["selector"]!.Text, Key = key });
        }
        return signatures;
    }

    private async Task<DkimSigningKey?> KeyAsync(LocatedJson value, string path, string? passphrase, CancellationToken cancellationToken)
    {
        var file = values.PathOf(value, path);
        try
        {
            return await DkimKeyFile.ReadAsync(file, passphrase.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DkimKeyException)
        {
            values.Problems.Add(value.Offset, path, $"The key in '{PlainText.Excerpt(file, 260)}' cannot be used. {PlainText.Excerpt(exception.Message, 300)}");
            return null;
        }
    }
}
