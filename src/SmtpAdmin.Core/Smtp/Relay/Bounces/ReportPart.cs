using SmtpAdmin.Mime;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>One of the parts of a report.</summary>
/// <param name="ContentType">Its media type with parameters.</param>
/// <param name="Description">What it is, for people who see a list of parts.</param>
/// <param name="Encoding">Its transfer encoding.</param>
/// <param name="Octets">Its encoded content.</param>
internal sealed record ReportPart(string ContentType, string Description, string Encoding, ReadOnlyMemory<byte> Octets)
{
    /// <summary>Its header fields, each with its CRLF.</summary>
    public string Headers
    {
        get
        {
            var headers = new HeaderWriter(utf8: false);
            headers.Structured("Content-Type", ContentType, nameof(ContentType));
            headers.Structured("Content-Description", Description, nameof(Description));
            headers.Structured("Content-Transfer-Encoding", Encoding, nameof(Encoding));
            return headers.ToString();
        }
    }
}
