namespace SmtpAdmin.Dane;

/// <summary>What TLSA records are to be made of. Of <see cref="Certificate"/>, <see cref="Path"/> and neither, the last asks the server itself.</summary>
public sealed record TlsaRequest
{
    /// <summary>The port of servers that take mail from other servers.</summary>
    public const int DefaultPort = 25;

    /// <summary>The server's host name, as MX records have it; with <c>:port</c> for that port alone.</summary>
    public required string HostName { get; init; }

    /// <summary>The TCP ports; a set is made for each. TLS comes first on 465, and by STARTTLS on the others (RFC 8314 section 3.3, RFC 3207).</summary>
    public IReadOnlyList<int> Ports { get; init; } = [DefaultPort];

    /// <summary>What the certificate in the record is to the server's.</summary>
    public TlsaUsage Usage { get; init; } = TlsaUsage.DaneEe;

    /// <summary>Which part of the certificate.</summary>
    public TlsaSelector Selector { get; init; } = TlsaSelector.Spki;

    /// <summary>How it is held.</summary>
    public TlsaMatchingType MatchingType { get; init; } = TlsaMatchingType.Sha256;

    /// <summary>The certificate or key in use.</summary>
    public TlsaIdentity? Certificate { get; init; }

    /// <summary>The file of the certificate or key in use.</summary>
    public string? Path { get; init; }

    /// <summary>The certificate or key to come, for a roll-over (RFC 7671 section 8.1).</summary>
    public TlsaIdentity? Next { get; init; }

    /// <summary>The file of the certificate or key to come.</summary>
    public string? NextPath { get; init; }

    /// <summary>The address to connect to in place of those of <see cref="HostName"/>, with a port in place of the record's or without; null for those of the host.</summary>
    public string? Connect { get; init; }

    /// <summary>How long each stage of a session with the server may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Do not ask what the DNS has at the names.</summary>
    public bool NoLookup { get; init; }
}
