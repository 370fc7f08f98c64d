namespace SmtpAdmin.Reputation;

/// <summary>What a PTR record is to say.</summary>
public sealed record PtrRequest
{
    /// <summary>The address.</summary>
    public required string IPAddress { get; init; }

    /// <summary>The name that it is to have: the server's full name, which it gives in HELO.</summary>
    public required string HostName { get; init; }

    /// <summary>The block of the address whose reverse DNS has a zone of its own, smaller than an octet (RFC 2317); null for none.</summary>
    public string? Block { get; init; }

    /// <summary>How that zone's label is written; null for as the block is given: with a slash, or as a range.</summary>
    public PtrBlockStyle? BlockStyle { get; init; }

    /// <summary>Ask the DNS nothing.</summary>
    public bool NoLookup { get; init; }
}
