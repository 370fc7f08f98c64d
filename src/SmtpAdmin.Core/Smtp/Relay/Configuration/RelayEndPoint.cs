using System.Diagnostics.CodeAnalysis;
using System.Net;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Addresses with ports as people write them.</summary>
internal static class RelayEndPoint
{
    /// <summary>Reads <c>127.0.0.1:25</c> or <c>[::1]:25</c>. Port 0 is one that the system chooses.</summary>
    /// <param name="text">The text.</param>
    /// <param name="endPoint">What it names.</param>
    /// <param name="problem">Why it names nothing, as sentences.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out IPEndPoint? endPoint, [NotNullWhen(false)] out string? problem)
    {
        (endPoint, problem) = (null, null);
        var given = (text ?? "").Trim();
        var free = given.EndsWith(":0", StringComparison.Ordinal);
        if (SmtpServerName.TryParse(free ? given[..^1] + "1" : given, out var name, out _) && name is { Address: { } address, Port: { } port }) endPoint = new IPEndPoint(address, free ? 0 : port);
        else problem = $"'{PlainText.Excerpt(given)}' is no address with a port. Write one as 127.0.0.1:25, [::1]:25, or 0.0.0.0:25 for all IPv4 addresses of this machine.";
        return endPoint is not null;
    }
}
