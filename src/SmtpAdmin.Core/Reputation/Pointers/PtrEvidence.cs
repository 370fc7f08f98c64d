using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>What the DNS says about an address, the name that it is to have, and who runs its reverse zone.</summary>
/// <param name="Pointers">The names that the address has.</param>
/// <param name="Forward">The addresses that the name has.</param>
/// <param name="Authority">The answer about the zone of the record.</param>
internal sealed record PtrEvidence(DnsAnswer Pointers, HostAddresses Forward, DnsAnswer Authority)
{
    /// <summary>The names that the address has.</summary>
    public IReadOnlyList<DnsName> Names => [.. Pointers.Records.OfType<PtrRecord>().Select(record => record.Target).Distinct()];

    /// <summary>The start of authority of the zone that holds the record; null where that is not known. It stands in the answer, or beside one without data (RFC 2308 section 3).</summary>
    public SoaRecord? Soa => Authority.IsConclusive ? Authority.Records.Concat(Authority.Authority).OfType<SoaRecord>().FirstOrDefault(soa => Authority.CanonicalName.IsWithin(soa.Name)) : null;

    /// <summary>The mail address in it: the first label is what stands before the @ (RFC 1035 section 3.3.13).</summary>
    public string? Contact
    {
        get
        {
            if (Soa is not { Responsible: { LabelCount: > 1 } name }) return null;
            var local = Encoding.Latin1.GetString(name.Wire[1..(name.Wire[0] + 1)]);
            return EmailAddress.TryParse($"{local}@{name.Parent}", out var address, out _) ? address.ToString() : null;
        }
    }

    /// <summary>The answer about the addresses of the family that matters.</summary>
    public DnsAnswer ForwardAnswer(PtrArguments arguments) => Forward.Answers.First(answer => answer.Type == TypeOf(arguments));

    /// <summary>The name leads to the address; null where that is not known.</summary>
    public bool? IsConfirmed(PtrArguments arguments) =>
        Forward.Addresses.Contains(arguments.Address) ? true : ForwardAnswer(arguments).IsConclusive ? false : null;

    /// <summary>The type of the record that leads to an address.</summary>
    public static DnsType TypeOf(PtrArguments arguments) => arguments.Address.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.AAAA;
}
