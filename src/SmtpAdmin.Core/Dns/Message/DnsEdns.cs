using System.Buffers.Binary;
using System.Text;

namespace SmtpAdmin.Dns;

/// <summary>What the OPT pseudo-record says (RFC 6891 section 6.1). Its part of the response code is in <see cref="DnsMessage.Rcode"/>.</summary>
/// <param name="UdpPayloadSize">The largest datagram in octets that the sender takes; below 512 it counts as 512.</param>
/// <param name="Version">The version of EDNS; 0 is all there is.</param>
/// <param name="DnssecOk">The DO bit: send DNSSEC records too (RFC 3225).</param>
/// <param name="Options">The options, as they stand on the wire.</param>
public sealed record DnsEdns(ushort UdpPayloadSize, byte Version = 0, bool DnssecOk = false, ReadOnlyMemory<byte> Options = default)
{
    private const int ExtendedErrorOption = 15;
    private const int MaxTextLength = 200;

    /// <summary>Finds why the server says that it failed (Extended DNS Errors, RFC 8914).</summary>
    /// <param name="code">The INFO-CODE, such as 6 for DNSSEC Bogus.</param>
    /// <param name="text">The server's words, the first 200 characters, without what could drive a terminal or reorder what is read; often empty.</param>
    public bool TryGetExtendedError(out int code, out string text)
    {
        for (var rest = Options.Span; rest.Length >= 4;)
        {
            var option = BinaryPrimitives.ReadUInt16BigEndian(rest);
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            rest = rest[4..];
            if (length > rest.Length) break;
            if (option == ExtendedErrorOption && length >= 2)
            {
                code = BinaryPrimitives.ReadUInt16BigEndian(rest);
                text = PlainText.Excerpt(Encoding.UTF8.GetString(rest[2..length]).TrimEnd('\0'), MaxTextLength);
                return true;
            }
            rest = rest[length..];
        }
        code = 0;
        text = "";
        return false;
    }
}
