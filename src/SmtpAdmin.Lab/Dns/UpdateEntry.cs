using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>One entry of an update: a prerequisite, or a change (RFC 2136 sections 2.4 and 2.5).</summary>
/// <param name="Name">The owner.</param>
/// <param name="Type">The type.</param>
/// <param name="Class">What is meant with it.</param>
/// <param name="Record">The record; null for an entry without data.</param>
internal sealed record UpdateEntry(DnsName Name, DnsType Type, ushort Class, DnsRecord? Record)
{
    /// <summary>These very records.</summary>
    public const ushort Internet = DnsQuestion.Internet;

    /// <summary>None of them.</summary>
    public const ushort None = 254;

    /// <summary>All of them.</summary>
    public const ushort Any = 255;
}
