namespace SmtpAdmin.Dkim;

/// <summary>Signs messages into files: whole or not at all.</summary>
/// <param name="timeProvider">Tells when a signature was made.</param>
public sealed class DkimFileSigner(TimeProvider timeProvider)
{
    private readonly DkimSigner _signer = new(timeProvider);

    /// <summary>Signs a file.</summary>
    /// <param name="path">The message's file.</param>
    /// <param name="outFile">Where the signed message goes; null to replace the file, which keeps its permissions. A file that is there is replaced once the new one is whole.</param>
    /// <param name="signatures">The signatures to make.</param>
    /// <param name="cancellationToken">Ends the work; the files are as before then.</param>
    /// <returns>The signatures, in the order asked for.</returns>
    /// <exception cref="DkimMessageException">The message cannot be signed; the files are as before.</exception>
    /// <exception cref="IOException">A file cannot be read or written; the files are as before.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read, or its folder not be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<DkimNewSignature>> SignAsync(string path, string? outFile, IReadOnlyList<DkimSigningOptions> signatures, CancellationToken cancellationToken)
    {
        var source = AtomicFile.ResolveLinks(path);
        // A new file is as private as the message that it comes from.
        UnixFileMode? mode = OperatingSystem.IsWindows() || !File.Exists(source) ? null : File.GetUnixFileMode(source);
        var target = outFile ?? path;
        IReadOnlyList<DkimNewSignature> signed = [];
        await AtomicFile.WriteAsync(
            target,
            async (output, token) =>
            {
                var message = DkimMessageFile.Open(path); // which may be a pipe that has no other name
                await using (message.ConfigureAwait(false)) signed = await _signer.WriteSignedAsync(message, signatures, output, token).ConfigureAwait(false);
            },
            mode,
            timeProvider,
            cancellationToken).ConfigureAwait(false);
        return [.. signed.Select(signature => signature with { Path = outFile ?? path })];
    }

    /// <summary>Signs a message that comes from elsewhere.</summary>
    /// <param name="message">The message.</param>
    /// <param name="outFile">Where the signed message goes.</param>
    /// <param name="signatures">The signatures to make.</param>
    /// <param name="cancellationToken">Ends the work; the file is as before then.</param>
    /// <returns>The signatures, in the order asked for.</returns>
    /// <exception cref="DkimMessageException">The message cannot be signed; the file is as before.</exception>
    /// <exception cref="IOException">The message cannot be read, or the file not be written; it is as before.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<DkimNewSignature>> SignAsync(Stream message, string outFile, IReadOnlyList<DkimSigningOptions> signatures, CancellationToken cancellationToken)
    {
        IReadOnlyList<DkimNewSignature> signed = [];
        await AtomicFile.WriteAsync(
            outFile, async (output, token) => signed = await _signer.WriteSignedAsync(message, signatures, output, token).ConfigureAwait(false), newFileMode: null, timeProvider, cancellationToken).ConfigureAwait(false);
        return [.. signed.Select(signature => signature with { Path = outFile })];
    }
}
