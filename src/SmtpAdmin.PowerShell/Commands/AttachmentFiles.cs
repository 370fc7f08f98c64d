using SmtpAdmin.Mime;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Files on their way into a message.</summary>
internal static class AttachmentFiles
{
    private const int MaxOctets = 64 * 1024 * 1024;

    /// <summary>Reads the files, each once however many servers the message goes to.</summary>
    /// <exception cref="CmdletErrorException">A file cannot be read, or is larger than any mail server takes.</exception>
    public static async Task<IReadOnlyList<MessageAttachment>> ReadAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var attachments = new List<MessageAttachment>(files.Count);
        foreach (var file in files)
        {
            try
            {
                await using var stream = File.OpenRead(file);
                attachments.Add(await AttachmentReader.ReadAsync(Path.GetFileName(file), stream, contentType: null, MaxOctets, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new CmdletErrorException(Errors.BadArgument("BadAttachment", exception, file));
            }
        }
        return attachments;
    }
}
