namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a file looks like from outside.</summary>
/// <param name="Target">Where it is, links followed; null where there is none.</param>
/// <param name="WrittenAt">When it was written, in UTC.</param>
/// <param name="Length">Its octets.</param>
internal readonly record struct FileStamp(string? Target, DateTime WrittenAt, long Length)
{
    /// <summary>Looks at a file; one that is not there or cannot be looked at is like none.</summary>
    public static FileStamp Of(string? path)
    {
        if (path is null) return default;
        try
        {
            var file = new FileInfo(AtomicFile.ResolveLinks(path));
            return file.Exists ? new FileStamp(file.FullName, file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
