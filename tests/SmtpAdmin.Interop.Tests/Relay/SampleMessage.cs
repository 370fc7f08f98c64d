using System.Text;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>A message with what goes wrong easily: dots, empty lines, the longest line, octets above 127 that are no UTF-8.</summary>
internal sealed class SampleMessage
{
    /// <summary>Makes one of its own each time.</summary>
    /// <param name="from">Who writes.</param>
    /// <param name="isEightBit">Octets above 127 in the body.</param>
    /// <param name="subject">The subject; may be UTF-8.</param>
    public SampleMessage(string from = "alice@interop.test", bool isEightBit = true, string subject = "A sample")
    {
        MessageId = $"<{Guid.NewGuid():N}@sample.interop.test>";
        var header = $"From: {from}\r\nTo: undisclosed-recipients:;\r\nDate: Tue, 3 Nov 2026 09:05:07 +0000\r\nMessage-ID: {MessageId}\r\nSubject: {subject}\r\n"
            + $"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={(isEightBit ? "iso-8859-1" : "us-ascii")}\r\nContent-Transfer-Encoding: {(isEightBit ? "8bit" : "7bit")}\r\n\r\n";
        var body = $"first line\r\n.\r\n..\r\n.dot and more\r\nFrom here\r\n\r\n{new string('x', 998)}\r\n \r\n{(isEightBit ? "Gr\u00fc\u00dfe\r\n" : "")}last line\r\n\r\n";
        Octets = [.. Encoding.UTF8.GetBytes(header), .. Encoding.Latin1.GetBytes(body)];
    }

    /// <summary>Its Message-ID, with brackets.</summary>
    public string MessageId { get; }

    /// <summary>The message, with CRLF.</summary>
    public byte[] Octets { get; }

    /// <summary>The message with LF, as Unix programs read and store it.</summary>
    public byte[] UnixOctets => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Octets).Replace("\r\n", "\n", StringComparison.Ordinal));

    /// <summary>The message as it goes over the line behind DATA, with the dot that ends it.</summary>
    public byte[] DataOctets => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Octets).Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n");
}
