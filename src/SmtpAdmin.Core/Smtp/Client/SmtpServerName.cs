using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Smtp.Client;

/// <summary>A server as people name it: <c>name</c>, <c>name:port</c>, an address, <c>address:port</c>, <c>[IPv6 address]:port</c>.</summary>
/// <param name="Host">The host name or address, without brackets.</param>
/// <param name="Port">The TCP port; null when none was given.</param>
public sealed record SmtpServerName(string Host, int? Port)
{
    /// <summary>The host as an address; null when it is a name.</summary>
    public IPAddress? Address => TryAddress(Host, out var address) ? address : null;

    /// <summary>Reads a server's name.</summary>
    /// <exception cref="FormatException">The text names no server; the message says why.</exception>
    public static SmtpServerName Parse(string text) =>
        TryParse(text, out var server, out var problem) ? server : throw new FormatException(problem);

    /// <summary>Reads a server's name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="server">What it names.</param>
    /// <param name="problem">Why it names nothing, as a sentence.</param>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out SmtpServerName? server, [NotNullWhen(false)] out string? problem)
    {
        server = null;
        var rest = (text ?? "").Trim();
        string host;
        string? port = null;
        if (rest.StartsWith('['))
        {
            var end = rest.IndexOf(']', StringComparison.Ordinal);
            host = end < 0 ? rest : rest[1..end];
            if (host.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase)) host = host[5..]; // as in an address literal
            var behind = end < 0 ? "" : rest[(end + 1)..];
            if (end < 0 || !TryAddress(host, out _) || (behind.Length > 0 && behind[0] != ':'))
            {
                problem = $"'{PlainText.Excerpt(rest)}' names no server: square brackets hold an address, with ':port' behind them.";
                return false;
            }
            if (behind.Length > 0) port = behind[1..];
        }
        else if (TryAddress(rest, out _))
        {
            host = rest; // a bare IPv6 address has colons, but no port
        }
        else
        {
            var colon = rest.LastIndexOf(':');
            host = colon < 0 ? rest : rest[..colon];
            if (colon >= 0) port = rest[(colon + 1)..];
        }

        problem = HostProblem(host) ?? PortProblem(port, out var number);
        if (problem is not null)
        {
            problem = $"'{PlainText.Excerpt(rest)}' names no server: {problem}.";
            return false;
        }
        server = new SmtpServerName(host, port is null ? null : int.Parse(port, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>The name with its port, in the form that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        if (Port is not { } port) return Host;
        return Address?.AddressFamily == AddressFamily.InterNetworkV6
            ? FormattableString.Invariant($"[{Host}]:{port}")
            : FormattableString.Invariant($"{Host}:{port}");
    }

    /// <summary>Only the forms that people mean as addresses: <c>1</c> and <c>0x7f.1</c>, which .NET also takes, are not among them.</summary>
    internal static bool TryAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.StartsWith('[') : text.Count(character => character == '.') == 3 && text.All(character => character == '.' || char.IsAsciiDigit(character)));

    private static string? HostProblem(string host)
    {
        if (host.Length == 0) return "the host is missing";
        if (TryAddress(host, out _)) return null;
        if (!DnsName.TryParse(host, out var name, out var problem)) return problem.TrimEnd('.');
        return name.IsRoot || host.Contains('\\', StringComparison.Ordinal) || host.Contains(' ', StringComparison.Ordinal) || host.Contains('/', StringComparison.Ordinal)
            ? "the host is no host name"
            : null;
    }

    private static string? PortProblem(string? text, out int port)
    {
        port = 0;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536)
            ? null
            : "the port is not a number from 1 to 65535";
    }
}
