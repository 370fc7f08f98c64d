using System.Security.Cryptography;

namespace SmtpAdmin.Dkim;

/// <summary>Keeps signed messages from replacing private keys.</summary>
internal static class DkimOutFile
{
    private const int MaxKeyLength = 64 * 1024; // octets; what is longer is no key

    /// <summary>Compares the file with the keys: by name, and by content, which hard links and copies share.</summary>
    /// <param name="outFile">Where the signed message is to go.</param>
    /// <param name="keyPaths">The files of the private keys.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DkimSigningProblem?> CheckAsync(string outFile, IReadOnlyList<string> keyPaths, CancellationToken cancellationToken)
    {
        foreach (var keyPath in keyPaths)
        {
            if (AtomicFile.ResolveLinks(outFile) == AtomicFile.ResolveLinks(keyPath) || await AreEqualAsync(outFile, keyPath, cancellationToken).ConfigureAwait(false))
                return new(DkimSigningProblemCode.BadOutFile, $"'{PlainText.Excerpt(outFile, 260)}' is the private key, and the signed message would replace it. Name another file for the message.", outFile);
        }
        return null;
    }

    private static async Task<bool> AreEqualAsync(string outFile, string keyPath, CancellationToken cancellationToken)
    {
        if (FileKinds.Of(outFile) != FileKind.Regular || FileKinds.Of(keyPath) != FileKind.Regular) return false;
        var (outLength, keyLength) = (new FileInfo(AtomicFile.ResolveLinks(outFile)).Length, new FileInfo(AtomicFile.ResolveLinks(keyPath)).Length);
        if (outLength != keyLength || keyLength is 0 or > MaxKeyLength) return false;
        var ofOut = await HashAsync(outFile, cancellationToken).ConfigureAwait(false);
        var ofKey = await HashAsync(keyPath, cancellationToken).ConfigureAwait(false);
        return ofOut.AsSpan().SequenceEqual(ofKey);
    }

    private static async Task<byte[]> HashAsync(string path, CancellationToken cancellationToken)
    {
        var file = DkimMessageFile.Open(path);
        await using (file.ConfigureAwait(false)) return await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
    }
}
