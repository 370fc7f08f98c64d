using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// nsupdate by itself refuses addresses and mail exchangers under, and hosts of, other names than those of hosts (RFC 952, RFC 1123 section 2.1), as an underscore makes
/// one. The DNS holds them (RFC 2181 section 11); where there are such, nsupdate is told not to look.
/// </summary>
internal static class NsUpdateHostNames
{
    /// <summary>The command, which older versions do not know; only for what needs it.</summary>
    public const string Command = "check-names no\n";

    /// <summary>A set holds a name that nsupdate would refuse.</summary>
    public static bool AreStrangeIn(DnsRecordSet set) => set.Records.SelectMany(Checked).Any(name => !IsHost(name));

    private static IEnumerable<DnsName> Checked(DnsRecord record) => record switch
    {
        ARecord or AaaaRecord => [record.Name],
        MxRecord mx => [mx.Name, mx.Exchange],
        NsRecord ns => [ns.Host],
        SrvRecord srv => [srv.Target],
        PtrRecord ptr => [ptr.Target],
        SoaRecord soa => [soa.PrimaryServer],
        _ => [],
    };

    private static bool IsHost(DnsName name) => name.ToString().All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '*');
}
