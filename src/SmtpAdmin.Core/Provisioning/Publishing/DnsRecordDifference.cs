using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What is different between two states of a record set.</summary>
/// <param name="before">The one.</param>
/// <param name="after">The other.</param>
public sealed class DnsRecordDifference(DnsRecordSet before, DnsRecordSet after)
{
    /// <summary>The difference as lines: <c>-</c> what goes, <c>+</c> what comes, and without a sign what stays; each with its time to live in seconds.</summary>
    public IReadOnlyList<string> Lines()
    {
        var sameTime = before.TimeToLive == after.TimeToLive;
        var lines = new List<string>();
        foreach (var record in before.Records) lines.Add(Line(sameTime && Holds(after, record) ? ' ' : '-', before, record));
        foreach (var record in after.Records.Where(record => !(sameTime && Holds(before, record)))) lines.Add(Line('+', after, record));
        return lines;
    }

    private static bool Holds(DnsRecordSet set, DnsRecord record) => set.Records.Any(known => DnsRecordOctets.SameData(known, record));

    private static string Line(char sign, DnsRecordSet set, DnsRecord record) => FormattableString.Invariant($"  {sign} {set.TtlSeconds} {record.DataText}");
}
