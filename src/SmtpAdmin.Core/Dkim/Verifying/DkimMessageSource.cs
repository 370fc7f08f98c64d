namespace SmtpAdmin.Dkim;

/// <summary>A message to be verified.</summary>
/// <param name="Path">Its file, for the results; null when it comes another way.</param>
/// <param name="Open">Opens it. What it gives is closed when it was read, unless it is to be left open.</param>
/// <param name="LeaveOpen">Whoever gave the stream closes it.</param>
public sealed record DkimMessageSource(string? Path, Func<Stream> Open, bool LeaveOpen = false)
{
    /// <summary>A message in a file.</summary>
    /// <param name="path">The file.</param>
    public static DkimMessageSource OfFile(string path) => new(path, () => DkimMessageFile.Open(path));
}
