using System.Net;

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
}
