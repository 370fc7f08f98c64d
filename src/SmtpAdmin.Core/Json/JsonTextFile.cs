namespace SmtpAdmin;

/// <summary>Reads the octets of a person's JSON file, up to a bound.</summary>
internal static class JsonTextFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxLength">How many octets it may have.</param>
    /// <param name="remedies">What to do where it is none to be read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="JsonTextFileException">It cannot be read, or is too long.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, int maxLength, JsonTextFileRemedies remedies, CancellationToken cancellationToken)
    {
        var noFile = new JsonProblem(0, 0, "", "It is empty, or no regular file.", remedies.Nothing);
        try
        {
            if (Directory.Exists(path)) throw new JsonTextFileException(new JsonProblem(0, 0, "", "It is a folder.", remedies.Folder)); // opening one only tells that access is denied
            // Opening a named pipe would wait for ever for somebody to write into it.
            if (new FileInfo(AtomicFile.ResolveLinks(path)) is { Exists: true, Length: 0 }) throw new JsonTextFileException(noFile);
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, useAsync: true);
            if (!stream.CanSeek) throw new JsonTextFileException(noFile);
            var content = new byte[maxLength + 1]; // it may grow while it is read
            var length = await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length <= maxLength ? content.AsMemory(0, length) : throw new JsonTextFileException(TooLong(maxLength, remedies));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            var reason = PlainText.Excerpt(exception.Message, 240);
            throw new JsonTextFileException(new JsonProblem(0, 0, "", $"It cannot be read: {reason}"), exception);
        }
    }

    /// <summary>It is longer than any such file.</summary>
    public static JsonProblem TooLong(int maxLength, JsonTextFileRemedies remedies) => new(0, 0, "", $"It is longer than {maxLength / 1024} KiB.", remedies.Long);
}
