using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where a relay listens.</summary>
public sealed record SmtpRelayListener
{
    /// <summary>The address and port; port 0 takes a free one.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>How connections are encrypted.</summary>
    public RelayListenerSecurity Security { get; init; }

    /// <summary>Only who logs in may send, from an allowed network too: a submission port (RFC 6409).</summary>
    public bool RequireAuth { get; init; }

    /// <summary>Where a relay listens that is told nothing else: port 25 of the loopback addresses that this machine has.</summary>
    public static IReadOnlyList<SmtpRelayListener> Default => Socket.OSSupportsIPv6
        ? [new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 25) }, new() { EndPoint = new IPEndPoint(IPAddress.IPv6Loopback, 25) }]
        : [new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 25) }];

    /// <summary>Reads an address with a port: <c>127.0.0.1:25</c>, <c>[::1]:587</c>. Port 465 is TLS from the first octet, as everywhere; any other STARTTLS.</summary>
    /// <param name="text">The text.</param>
    /// <param name="listener">The listener.</param>
    /// <param name="problem">Why it is none, as sentences.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SmtpRelayListener? listener, [NotNullWhen(false)] out string? problem)
    {
        listener = RelayEndPoint.TryParse(text, out var endPoint, out problem)
            ? new SmtpRelayListener { EndPoint = endPoint, Security = endPoint.Port == 465 ? RelayListenerSecurity.Implicit : RelayListenerSecurity.StartTls }
            : null;
        return listener is not null;
    }
}
