using System.Net;

namespace SmtpAdmin;

/// <summary>IPv4 in the form of IPv6, as which a socket of both has it (RFC 4291 section 2.5.5.2).</summary>
internal static class MappedAddress
{
    /// <summary>The address, as IPv4 where it is that.</summary>
    public static IPAddress Unmapped(this IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
