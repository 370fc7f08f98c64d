using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>A host outside the domain that reports are to go to. It has to say that it wants them (RFC 9990 section 4, and RFC 9991 section 5 for failure reports).</summary>
/// <param name="Host">The host.</param>
/// <param name="Name">The name where it says so; null where that would be too long to be a name.</param>
/// <param name="MayBeOwn">Host and domain are below one name of two labels or more: both may have one Organizational Domain, and then nothing has to be said.</param>
internal sealed record DmarcDestination(DnsName Host, DnsName? Name, bool MayBeOwn)
{
    /// <summary>What the host publishes there.</summary>
    public const string Consent = DmarcRecord.Version + ";";

    /// <summary>The record that the host's zone needs; null where there can be none.</summary>
    public DnsRecordSet? Record => Name is null ? null : DnsRecordSet.OfText(Name, Consent);

    /// <summary>The hosts outside the domain, each once.</summary>
    public static IReadOnlyList<DmarcDestination> Of(DnsName domain, IEnumerable<ReportUri> uris) =>
        [.. uris.Where(uri => Uri.CheckHostName(uri.Host) == UriHostNameType.Dns).Select(uri => DnsName.Parse(uri.Host)).Distinct().Where(host => IsOutside(host, domain)).Select(host => Of(domain, host))];

    private static DmarcDestination Of(DnsName domain, DnsName host) =>
        new(host, DnsName.TryParse($"{domain}._report.{DmarcRecord.Label}.{host}", out var name, out _) ? name : null, HaveCommonParent(host, domain));

    /// <summary>
    /// The rule goes by Organizational Domains. What is below the domain, or above it and no top-level domain, has the same one: a public suffix takes nobody's reports.
    /// Of others that can be known from the DMARC records on the way up alone.
    /// </summary>
    private static bool IsOutside(DnsName host, DnsName domain) => !host.IsWithin(domain) && !(domain.IsWithin(host) && host.LabelCount > 1);

    private static bool HaveCommonParent(DnsName host, DnsName domain)
    {
        for (var parent = domain.Parent; parent.LabelCount > 1; parent = parent.Parent)
        {
            if (host.IsWithin(parent)) return true;
        }
        return false;
    }
}
