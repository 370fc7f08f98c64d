using System.Globalization;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Reads what goes with a message; composing itself does no input or output.</summary>
public static class AttachmentReader
{
    /// <summary>Reads an attachment from a stream to its end.</summary>
    /// <param name="fileName">The name that the receiver sees.</param>
    /// <param name="content">The stream; it stays open.</param>
    /// <param name="contentType">The media type; null to tell it by the name's extension.</param>
    /// <param name="maxOctets">How large the file may be at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The stream could not be read, or holds more than <paramref name="maxOctets"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<MessageAttachment> ReadAsync(
        string fileName, Stream content, string? contentType, int maxOctets, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        ArgumentNullException.ThrowIfNull(content);
        using var octets = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (octets.Length + read > maxOctets)
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"'{fileName}' is larger than {maxOctets} octets."));
            octets.Write(buffer, 0, read);
        }
        return new MessageAttachment(fileName, contentType ?? MediaTypes.ForFileName(fileName), octets.ToArray());
    }
}
