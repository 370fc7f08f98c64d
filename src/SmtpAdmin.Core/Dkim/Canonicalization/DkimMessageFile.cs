namespace SmtpAdmin.Dkim;

/// <summary>Opens files of messages.</summary>
public static class DkimMessageFile
{
    /// <summary>Opens a file to be read once, from its beginning to its end, in large pieces.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file is not there, is a folder, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path)
    {
        // The system would tell that access is denied.
        if (Directory.Exists(path)) throw new IOException($"'{PlainText.Excerpt(path, 260)}' is a folder. Name the files of messages.");
        return new(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read | FileShare.Delete, // others may replace it meanwhile
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            BufferSize = 0, // who reads has a larger one
        });
    }
}
