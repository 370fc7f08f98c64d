using System.Runtime.Versioning;

namespace SmtpAdmin.Dkim;

/// <summary>What tells one private key from another, without the key: its public half, and where it is kept.</summary>
/// <param name="Algorithm">The kind.</param>
/// <param name="KeySize">The size in bits.</param>
/// <param name="Fingerprint">The SHA-256 of the public key's SubjectPublicKeyInfo, in hexadecimal digits.</param>
public sealed record DkimKeyIdentity(DkimKeyAlgorithm Algorithm, int KeySize, string Fingerprint)
{
    /// <summary>The file; null for none.</summary>
    public string? Path { get; init; }

    /// <summary>Everybody on the machine can read the file.</summary>
    public bool IsOpenToAll { get; init; }

    /// <summary>The public key as a record has it (<c>p=</c>).</summary>
    internal string PublicKey { get; init; } = "";

    /// <summary>Takes the public half of a key.</summary>
    public static DkimKeyIdentity Of(DkimSigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var data = key.PublicKeyData();
        return new DkimKeyIdentity(key.Algorithm, key.KeySize, DkimFingerprint.Of(key.Algorithm, data)) { PublicKey = Convert.ToBase64String(data) };
    }

    /// <summary>Reads the file of a private key; nothing of the private half is kept.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">The passphrase of an encrypted key; empty for none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DkimKeyException">It holds no private key, or none for DKIM, or the passphrase is wrong.</exception>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DkimKeyIdentity> ReadAsync(string path, ReadOnlyMemory<char> passphrase, CancellationToken cancellationToken)
    {
        using var key = await DkimKeyFile.ReadAsync(path, passphrase, cancellationToken).ConfigureAwait(false);
        return Of(key) with { Path = path, IsOpenToAll = !OperatingSystem.IsWindows() && MayOthersRead(path) };
    }

    [UnsupportedOSPlatform("windows")]
    private static bool MayOthersRead(string path) => File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead);
}
