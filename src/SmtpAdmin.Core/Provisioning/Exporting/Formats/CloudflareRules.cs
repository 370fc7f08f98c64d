using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What Cloudflare takes, by its API and by Terraform alike (its pages "DNS record types" and "Time to live").</summary>
internal static class CloudflareRules
{
    private const int Automatic = 1;
    private const int MostOctets = 4096; // of a record's data on the wire
    private const int MostCharacters = 8192; // of all content of a name and type

    /// <summary>60 seconds to a day; without one, 1: what Cloudflare chooses.</summary>
    public static DnsExportTtl Ttl { get; } = new(Automatic, 60, 86_400);

    /// <summary>Why a set is too long; null where it is not.</summary>
    public static string? Problem(DnsRecordSet set)
    {
        if (set.Records.Any(record => DnsRecordOctets.Of(record).Length > MostOctets)) return $"it is longer than {MostOctets} octets on the wire.";
        return set.Records.Sum(record => record.DataText.Length) > MostCharacters ? $"the records of its name and type have more than {MostCharacters} characters." : null;
    }
}
