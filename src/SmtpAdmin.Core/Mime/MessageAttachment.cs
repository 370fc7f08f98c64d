namespace SmtpAdmin.Mime;

/// <summary>A file that goes with a message.</summary>
/// <param name="FileName">The name that the receiver sees, without folders.</param>
/// <param name="ContentType">The media type, e.g. <c>application/pdf</c>, with parameters where it needs them.</param>
/// <param name="Content">The file's octets.</param>
public sealed record MessageAttachment(string FileName, string ContentType, ReadOnlyMemory<byte> Content)
{
    /// <summary>The longest <see cref="FileName"/>, in UTF-16 units.</summary>
    public const int MaxFileNameLength = 1000;
}
