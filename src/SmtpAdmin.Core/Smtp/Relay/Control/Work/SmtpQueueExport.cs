namespace SmtpAdmin.Smtp.Relay;

/// <summary>Writes messages of a queue to files.</summary>
public static class SmtpQueueExport
{
    /// <summary>The file that a message has in a folder: its queue id, and what mail programs call a message.</summary>
    /// <param name="queueId">The queue id. Of one that comes from a damaged spool, only letters and digits are taken.</param>
    public static string FileNameOf(string queueId)
    {
        ArgumentNullException.ThrowIfNull(queueId);
        return string.Concat(queueId.Select(sign => char.IsAsciiLetterOrDigit(sign) ? sign : '_')) + ".eml";
    }

    /// <summary>The path names a folder: one that is there, or by the separator at its end.</summary>
    /// <param name="path">The path.</param>
    public static bool IsFolder(string path) => Path.EndsInDirectorySeparator(path) || Directory.Exists(path);

    /// <summary>Writes a message to a file that its owner alone can read; it is there whole or not at all.</summary>
    /// <param name="access">The queue.</param>
    /// <param name="queueId">The message.</param>
    /// <param name="path">The file. Devices and pipes are refused, and a symbolic link is replaced, not followed.</param>
    /// <param name="overwrite">Replace what is there.</param>
    /// <param name="timeProvider">Measures the pauses between tries.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>False when something is there that is not to be replaced.</returns>
    /// <exception cref="SmtpRelayException">There is no such message, or it is damaged. Nothing was left.</exception>
    /// <exception cref="IOException">The file cannot be written. Nothing was left.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was left.</exception>
    public static Task<bool> WriteAsync(ISmtpRelayAccess access, string queueId, string path, bool overwrite, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(access);
        return AtomicFile.WritePrivateAsync(path, (file, token) => access.ExportAsync(queueId, file, token), overwrite, owner: null, timeProvider, cancellationToken);
    }
}
