using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Dns;

/// <summary>A DNS server as people write it.</summary>
public static class DnsServerAddress
{
    /// <summary>The port of the DNS (RFC 1035 section 4.2).</summary>
    public const int DefaultPort = 53;

    /// <summary>
    /// Reads <c>address</c>, <c>address:port</c>, <c>[v6]:port</c> or <c>address#port</c> (as unbound and dnsmasq write it). IPv6
    /// addresses may have a scope: <c>fe80::1%eth0</c>. Names are not taken: finding them would need a server already.
    /// </summary>
    /// <param name="text">The address.</param>
    /// <param name="server">The server read.</param>
    /// <param name="problem">Why it is none, as a sentence.</param>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out IPEndPoint? server, [NotNullWhen(false)] out string? problem)
    {
        server = null;
        problem = null;
        text = text?.Trim() ?? "";
        var (address, port) = Split(text);
        var number = DefaultPort;
        if (port is not null && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number is < 1 or > IPEndPoint.MaxPort))
            problem = $"'{PlainText.Excerpt(text)}' is no DNS server: '{PlainText.Excerpt(port)}' is no port from 1 to 65535.";
        else if (!TryParseAddress(address, out var parsed))
            problem = $"'{PlainText.Excerpt(text)}' is no DNS server: give an IP address, with a port behind a colon if it is not {DefaultPort} (an IPv6 address then in brackets).";
        else server = new IPEndPoint(parsed, number);
        return problem is null;
    }

    private static (string Address, string? Port) Split(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is var end and > 0)
        {
            if (end == text.Length - 1) return (text[1..end], null);
            return text[end + 1] is ':' or '#' ? (text[1..end], text[(end + 2)..]) : (text, null);
        }
        var mark = text.LastIndexOf('#');
        if (mark < 0 && text.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 && colon == text.LastIndexOf(':')) mark = colon;
        return mark < 0 ? (text, null) : (text[..mark], text[(mark + 1)..]);
    }

    /// <summary>Takes IPv4 only as it is written out: the base class library alone would read <c>1</c> as 0.0.0.1 and <c>010.0.0.1</c> as 8.0.0.1.</summary>
    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address) && !text.StartsWith('[')
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);
}
