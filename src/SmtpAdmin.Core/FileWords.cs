namespace SmtpAdmin;

/// <summary>Why a file cannot be read, in words.</summary>
internal static class FileWords
{
    /// <summary>The reason as a sentence that begins in lower case, for a message that has named the file: the system's own words name it again.</summary>
    /// <param name="exception">What came of reading it.</param>
    /// <param name="path">The file.</param>
    public static string Of(Exception exception, string path) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
        UnauthorizedAccessException when Directory.Exists(path) => "it is a folder.", // opening one only tells that access is denied
        UnauthorizedAccessException => "this account may not read it.",
        _ => PlainText.Excerpt(exception.Message, 300),
    };
}
