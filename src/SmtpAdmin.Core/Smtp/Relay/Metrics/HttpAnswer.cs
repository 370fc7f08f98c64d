using System.Text;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>An answer over HTTP/1.1, the only one of its connection.</summary>
/// <param name="Status">The status code.</param>
/// <param name="ContentType">The body's media type.</param>
/// <param name="Body">The body.</param>
internal sealed record HttpAnswer(int Status, string ContentType, string Body)
{
    /// <summary>An answer for people.</summary>
    public static HttpAnswer Text(int status, string body) => new(status, "text/plain; charset=utf-8", body);

    /// <summary>The octets.</summary>
    /// <param name="withBody">False in answer to HEAD, which tells the length all the same (RFC 9110 section 9.3.2).</param>
    public byte[] ToOctets(bool withBody)
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var allow = Status == 405 ? "Allow: GET, HEAD\r\n" : "";
        var head = Encoding.ASCII.GetBytes(FormattableString.Invariant(
            $"HTTP/1.1 {Status} {Reason}\r\n{allow}Content-Type: {ContentType}\r\nContent-Length: {body.Length}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"));
        return withBody ? [.. head, .. body] : head;
    }

    private string Reason => Status switch
    {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        431 => "Request Header Fields Too Large",
        _ => "Service Unavailable",
    };
}
