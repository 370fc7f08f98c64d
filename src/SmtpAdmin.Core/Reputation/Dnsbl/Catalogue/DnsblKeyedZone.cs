using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>A zone with a key as its first label: <c>{key}.zen.dq.spamhaus.net</c>.</summary>
internal static class DnsblKeyedZone
{
    /// <summary>What stands for the key where people see it.</summary>
    public const string Placeholder = "{key}";

    /// <summary>The zones of Spamhaus's Data Query Service, which one key opens all.</summary>
    private static readonly DnsName DataQueryService = DnsName.Parse("dq.spamhaus.net");

    /// <summary>What stands behind the key.</summary>
    public static DnsName BaseOf(string keyedZone) => DnsName.Parse(keyedZone).Parent;

    /// <summary>The zone is one of those that a DQS key opens.</summary>
    public static bool TakesDqsKey(string? keyedZone) => keyedZone is not null && BaseOf(keyedZone).IsWithin(DataQueryService);

    /// <summary>The key that a zone has in the place of the placeholder; null where it is another zone, or has the placeholder itself.</summary>
    public static string? KeyIn(DnsName zone, string keyedZone) =>
        zone.LabelCount > 1 && zone.Parent.Equals(BaseOf(keyedZone)) && zone.ToString().Split('.')[0] is var label && label != Placeholder ? label : null;

    /// <summary>The zone as it is asked.</summary>
    public static DnsName With(string keyedZone, string key) => DnsName.Parse(key).Append(BaseOf(keyedZone));

    /// <summary>A DQS key: letters and digits in one label.</summary>
    public static bool IsKey(string text) => text.Length is > 0 and <= DnsName.MaxLabelLength && text.All(char.IsAsciiLetterOrDigit);
}
