namespace SmtpAdmin.Dkim;

/// <summary>A message to be verified.</summary>
/// <param name="Path">Its file, for the results; null when it comes another way.</param>
/// <param name="Open">Opens it. What it gives is closed when it was read.</param>
public sealed record DkimMessageSource(string? Path, Func<Stream> Open)
{
    /// <summary>A message in a file.</summary>
    /// <param name="path">The file.</param>
    public static DkimMessageSource OfFile(string path) => new(path, () => DkimMessageFile.Open(path));
}
