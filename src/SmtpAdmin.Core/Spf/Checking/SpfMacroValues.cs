using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpAdmin.Spf;

/// <summary>What the macro letters stand for in one record (RFC 7208 section 7.2).</summary>
/// <param name="sender">The sender.</param>
/// <param name="domain">The domain of the record.</param>
/// <param name="validatedName">What <c>p</c> stands for, where it is used.</param>
/// <param name="options">What else is known.</param>
/// <param name="now">What <c>t</c> stands for.</param>
internal sealed class SpfMacroValues(SpfSender sender, string domain, string validatedName, SpfCheckOptions options, DateTimeOffset now)
{
    private const string Unknown = "unknown";

    public string Of(char letter) => letter switch
    {
        's' => sender.Address,
        'l' => sender.LocalPart,
        'o' => sender.Domain,
        'd' => domain,
        'i' => Dotted(sender.IPAddress),
        'p' => validatedName,
        'v' => sender.IPAddress.AddressFamily == AddressFamily.InterNetwork ? "in-addr" : "ip6",
        'h' => sender.HeloName is { } helo ? SpfDomain.ToAscii(helo) : Unknown,
        'c' => sender.IPAddress.ToString(),
        'r' => options.Receiver ?? Unknown,
        _ => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), // t
    };

    /// <summary>The address as it is for <c>i</c>: of an IPv6 address its nibbles, with dots (RFC 7208 section 7.3).</summary>
    private static string Dotted(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return address.ToString();
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out _);
        var digits = BinaryPrimitives.ReadUInt128BigEndian(octets).ToString("X32", CultureInfo.InvariantCulture);
        var text = new StringBuilder(63);
        foreach (var digit in digits) text.Append(digit).Append('.');
        return text.ToString(0, 63);
    }
}
