namespace SmtpAdmin.Dns;

/// <summary>Record types (RFC 1035 section 3.2.2 and the IANA registry). Any other number is allowed too.</summary>
public enum DnsType : ushort
{
    /// <summary>No type: never on the wire as a question.</summary>
    None = 0,
    /// <summary>IPv4 address, RFC 1035 section 3.4.1.</summary>
    A = 1,
    /// <summary>Name server, RFC 1035 section 3.3.11.</summary>
    NS = 2,
    /// <summary>Alias, RFC 1035 section 3.3.1.</summary>
    CNAME = 5,
    /// <summary>Start of authority, RFC 1035 section 3.3.13.</summary>
    SOA = 6,
    /// <summary>Pointer, RFC 1035 section 3.3.12.</summary>
    PTR = 12,
    /// <summary>Mail exchanger, RFC 1035 section 3.3.9.</summary>
    MX = 15,
    /// <summary>Text, RFC 1035 section 3.3.14.</summary>
    TXT = 16,
    /// <summary>IPv6 address, RFC 3596.</summary>
    AAAA = 28,
    /// <summary>Service location, RFC 2782.</summary>
    SRV = 33,
    /// <summary>Subtree alias, RFC 6672.</summary>
    DNAME = 39,
    /// <summary>The EDNS(0) pseudo-record, RFC 6891.</summary>
    OPT = 41,
    /// <summary>Delegation signer, RFC 4034 section 5.</summary>
    DS = 43,
    /// <summary>DNSSEC signature, RFC 4034 section 3.</summary>
    RRSIG = 46,
    /// <summary>DNSSEC key, RFC 4034 section 2.</summary>
    DNSKEY = 48,
    /// <summary>Certificate association, RFC 6698.</summary>
    TLSA = 52,
    /// <summary>Sender policy as a type of its own, RFC 4408; not used any more (RFC 7208 section 3.1).</summary>
    SPF = 99,
    /// <summary>Any type; a question only, and rarely answered (RFC 8482).</summary>
    ANY = 255,
    /// <summary>Certification authority authorization, RFC 8659.</summary>
    CAA = 257,
}
