namespace SmtpAdmin.Dns;

/// <summary>The second 16 bits of a message (RFC 1035 section 4.1.1, RFC 4035 section 3).</summary>
[Flags]
internal enum DnsFlags
{
    None = 0,
    RcodeMask = 0x000f,
    CheckingDisabled = 0x0010,
    AuthenticatedData = 0x0020,
    RecursionAvailable = 0x0080,
    RecursionDesired = 0x0100,
    Truncated = 0x0200,
    Authoritative = 0x0400,
    OpcodeMask = 0x7800,
    Response = 0x8000,
}
