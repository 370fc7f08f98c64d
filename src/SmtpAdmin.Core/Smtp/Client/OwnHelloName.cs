using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Smtp.Client;

/// <summary>What a client calls itself: its full host name, or an address literal where it has none (RFC 5321 section 4.1.1.1 and 4.1.4).</summary>
internal static class OwnHelloName
{
    /// <summary>This machine's full name, or the literal of the address that the connection comes from.</summary>
    public static string Default(IPAddress? localAddress)
    {
        var properties = IPGlobalProperties.GetIPGlobalProperties();
        var name = properties.HostName.Contains('.', StringComparison.Ordinal) || properties.DomainName.Length == 0
            ? properties.HostName
            : $"{properties.HostName}.{properties.DomainName}";
        return IsFullName(name) ? name.TrimEnd('.') : Literal(localAddress ?? IPAddress.Loopback);
    }

    /// <summary>A name as the wire takes it: international labels in ASCII; an address literal as it is.</summary>
    public static string Normalize(string name) => name.StartsWith('[') ? name : DnsName.Parse(name).ToString();

    /// <summary>An address in brackets (RFC 5321 section 4.1.3).</summary>
    public static string Literal(IPAddress address)
    {
        address = address.Unmapped();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? $"[{address}]"
            : $"[IPv6:{new IPAddress(address.GetAddressBytes())}]"; // without the scope, which means nothing to the server
    }

    /// <summary>At least two labels of letters, digits and hyphens: what servers take for a name.</summary>
    public static bool IsFullName(string name) =>
        DnsName.TryParse(name, out var parsed, out _) && parsed.LabelCount >= 2
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.');
}
