using SmtpAdmin.Mime;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Files on their way into a message.</summary>
internal static class AttachmentFile
{
    private const int MaxOctets = 64 * 1024 * 1024;

    /// <exception cref="IOException">The file cannot be read, or is larger than any mail server takes.</exception>
    public static MessageAttachment Read(string path)
    {
        var name = Path.GetFileName(path);
        return new FileInfo(path).Length <= MaxOctets
            ? new MessageAttachment(name, MediaTypes.ForFileName(name), File.ReadAllBytes(path))
            : throw new IOException($"'{path}' is larger than {MaxOctets / 1024 / 1024} MiB.");
    }
}
