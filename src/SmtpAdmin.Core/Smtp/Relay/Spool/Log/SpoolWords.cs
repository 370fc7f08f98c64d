namespace SmtpAdmin.Smtp.Relay;

/// <summary>Why a disk failed, in words.</summary>
internal static class SpoolWords
{
    private const int DiskFull = 28; // ENOSPC on Linux, macOS and the BSDs
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int ReadOnly = 30; // EROFS on Linux, macOS and the BSDs
    private const int WindowsReadOnly = unchecked((int)0x80070013);

    /// <summary>Exceptions that the disk is the reason of.</summary>
    public static bool IsOfDisk(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>Nothing may be written to the disk.</summary>
    public static bool IsReadOnly(Exception exception) => exception.HResult is ReadOnly or WindowsReadOnly;

    /// <summary>What is wrong with the spool, as a sentence.</summary>
    public static string Explain(string path, Exception exception)
    {
        var reason = exception.HResult is DiskFull or WindowsDiskFull ? "the disk is full"
            : IsReadOnly(exception) ? "the disk is read-only"
            : PlainText.Excerpt(exception.Message.TrimEnd('.'), 300);
        return $"The spool '{PlainText.Excerpt(path, 260)}' cannot be written: {reason}.";
    }
}
