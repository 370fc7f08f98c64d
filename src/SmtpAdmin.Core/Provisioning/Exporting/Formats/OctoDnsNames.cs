using System.Text.RegularExpressions;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Names that octoDNS takes (octodns/record/target.py, with fqdn, and srv.py).</summary>
internal static partial class OctoDnsNames
{
    /// <summary>A name in the data: two labels or more of letters, digits, underscores and hyphens, none of these first or last; the root where it means that there is none.</summary>
    public static bool IsTarget(DnsName name, DnsType type) => name.IsRoot ? type == DnsType.MX || type == DnsType.SRV : Target().IsMatch(name.ToString());

    /// <summary>The owner of an SRV record: the service, or a wildcard, and the protocol (RFC 2782), both within the zone.</summary>
    public static bool IsService(string relative) => Service().IsMatch(relative);

    [GeneratedRegex(@"^([A-Za-z0-9_]([-A-Za-z0-9_]*[A-Za-z0-9_])?\.)+[A-Za-z0-9_]([-A-Za-z0-9_]*[A-Za-z0-9_])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Target();

    [GeneratedRegex(@"^(\*|_[^.]+)\.[^.]+", RegexOptions.NonBacktracking)]
    private static partial Regex Service();
}
