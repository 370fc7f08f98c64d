using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>All that the findings of a reverse DNS check rest on.</summary>
internal sealed record ReverseDnsEvidence(
    IPAddress Address,
    ReverseDnsOptions Options,
    DnsAnswer Pointers,
    IReadOnlyList<DnsName> Targets,
    IReadOnlyList<ForwardName> Names,
    ForwardName? HeloName,
    ReverseDnsStatus Status,
    HeloStatus HeloStatus,
    string? GenericReason,
    string? ConfirmedName)
{
    /// <summary>The names that were followed and that mail servers take for host names.</summary>
    public IEnumerable<ForwardName> Usable => Names.Where(name => name.IsUsable);
}
