using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>A question that was asked.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type.</param>
/// <param name="OverTcp">It came by TCP.</param>
public sealed record LabDnsQuery(DnsName Name, DnsType Type, bool OverTcp);
