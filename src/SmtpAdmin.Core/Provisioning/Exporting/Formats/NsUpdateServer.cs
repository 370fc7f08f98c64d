using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>The server of nsupdate's command of that name.</summary>
internal static class NsUpdateServer
{
    /// <summary>Reads an address as <see cref="DnsServerAddress"/> does, or the name of a host with a port or without.</summary>
    /// <param name="text">The server.</param>
    /// <param name="words">It and its port, as nsupdate takes them.</param>
    /// <param name="problem">Why it is none, as a sentence.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out string? words, [NotNullWhen(false)] out string? problem)
    {
        (words, problem) = (null, null);
        if (DnsServerAddress.TryParse(text, out var server, out _)) words = string.Create(CultureInfo.InvariantCulture, $"{server.Address} {server.Port}");
        else if (TryReadName(text.Trim(), out var host, out var port)) words = string.Create(CultureInfo.InvariantCulture, $"{host} {port}");
        else problem = $"'{PlainText.Excerpt(text)}' is no server. Give an address or the name of a host, with a port behind a colon if it is not {DnsServerAddress.DefaultPort}.";
        return words is not null;
    }

    private static bool TryReadName(string text, [NotNullWhen(true)] out string? host, out int port)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        (host, port) = (null, DnsServerAddress.DefaultPort);
        if (colon >= 0 && (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > IPEndPoint.MaxPort)) return false;
        var name = colon < 0 ? text : text[..colon];
        if (!name.Any(char.IsLetter) || !DnsName.TryParse(name, out var parsed, out _) || parsed.ToString() is not { } ascii) return false;
        if (!ascii.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.') || ascii[0] == '-') return false;
        host = ascii;
        return true;
    }
}
