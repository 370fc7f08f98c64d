using System.Text;

namespace SmtpAdmin.Provisioning;

/// <summary>Writes an export to a file.</summary>
public static class DnsExportFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the text, whole or not at all.</summary>
    /// <param name="export">The export.</param>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Replace what is there.</param>
    /// <param name="timeProvider">Measures the pauses between tries, where another program has the file open.</param>
    /// <param name="cancellationToken">Ends the writing, not the replacing once it began.</param>
    /// <returns>False when something is there that is not to be replaced.</returns>
    /// <exception cref="IOException">The disk is full, a folder is missing, or the like; what was there is there as before.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; what was there is there as before.</exception>
    public static Task<bool> WriteAsync(DnsExport export, string path, bool overwrite, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(export);
        if (!overwrite && AtomicFile.IsThere(path)) return Task.FromResult(false);
        return AtomicFile.ReplaceAsync(
            path,
            (file, token) => file.WriteAsync(Utf8.GetBytes(export.Text), token).AsTask(),
            newFileMode: null,
            _ => Task.FromResult(overwrite || !AtomicFile.IsThere(path)), // somebody may have made one since
            timeProvider,
            cancellationToken);
    }

    /// <summary>What is said of a file that is not replaced.</summary>
    public static string Exists(string path) => $"There is a file '{PlainText.Excerpt(path, 260)}' already. Name another, or replace it with -Force.";
}
