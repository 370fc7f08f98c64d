using System.Net;
using System.Net.Security;
using System.Security.Authentication;

namespace SmtpAdmin.Smtp.Server;

/// <summary>What a server knows of a session at one moment. Immutable.</summary>
public sealed record SmtpSessionInfo
{
    /// <summary>A name for the session, unique within the process and unlike any other's: for logs.</summary>
    public required string Id { get; init; }

    /// <summary>The server's own name.</summary>
    public required string HostName { get; init; }

    /// <summary>The client's address; null where the transport has none.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>The server's address; null where the transport has none.</summary>
    public IPEndPoint? Local { get; init; }

    /// <summary>When it began, in UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>What the client calls itself: letters, digits and <c>.-_:[]</c> only; null before EHLO and after STARTTLS.</summary>
    public string? HelloName { get; init; }

    /// <summary>The client said EHLO, not HELO.</summary>
    public bool IsExtended { get; init; }

    /// <summary>The TLS version; <see cref="SslProtocols.None"/> without TLS.</summary>
    public SslProtocols TlsProtocol { get; init; }

    /// <summary>The cipher suite; null without TLS.</summary>
    public TlsCipherSuite? CipherSuite { get; init; }

    /// <summary>The name that the client asked for in its TLS handshake (SNI); null without one.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>The connection is encrypted.</summary>
    public bool IsTls => CipherSuite is not null;

    /// <summary>Who logged in; null for nobody.</summary>
    public string? AuthenticatedUser { get; init; }

    /// <summary>The SASL mechanism used; null for none.</summary>
    public string? AuthMechanism { get; init; }

    /// <summary>The client spoke before the greeting (RFC 5321 section 3.1): mostly the mark of bulk mailers.</summary>
    public bool SpokeEarly { get; init; }

    /// <summary>The protocol by its name in Received headers (RFC 3848, RFC 6531 section 4.3).</summary>
    /// <param name="smtpUtf8">The transaction uses SMTPUTF8.</param>
    public string ProtocolName(bool smtpUtf8)
    {
        if (!IsExtended) return "SMTP";
        var name = smtpUtf8 ? "UTF8SMTP" : "ESMTP";
        return name + (IsTls ? "S" : "") + (AuthenticatedUser is null ? "" : "A");
    }
}
