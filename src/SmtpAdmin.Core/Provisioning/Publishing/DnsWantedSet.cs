using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What is to be there, by what is there now.</summary>
internal static class DnsWantedSet
{
    /// <summary>The set that is to be there when records are published.</summary>
    /// <exception cref="DnsPublishException">Text of another kind would be lost.</exception>
    public static DnsRecordSet Published(DnsRecordSet wanted, DnsRecordSet current, DnsPublishOptions options)
    {
        var timeToLive = wanted.TimeToLive ?? options.TimeToLive ?? current.TimeToLive ?? DnsPublishOptions.DefaultTimeToLive;
        var others = current.Records.Where(record => IsOther(record, wanted)).ToList();
        if (others.Count > 0 && options.Merge) return new DnsRecordSet(wanted.Owner, wanted.Type, wanted.Records.Concat(others), timeToLive);
        if (others.Count > 0 && !options.Force)
        {
            throw new DnsPublishException(new(
                DnsPublishFault.OtherRecords, $"{wanted.Owner} has {Counted.Of(others.Count, "TXT record")} of another kind, which would be lost: {PlainText.Excerpt(others[0].DataText)}{(others.Count > 1 ? " and more" : "")}. Keep what is of another kind with -Merge, or replace all of it with -Force.", $"{wanted.Owner}"));
        }
        return wanted.WithTimeToLive(timeToLive);
    }

    /// <summary>The set that is to be there when records are removed: what is left without them, or nothing where none is named.</summary>
    public static DnsRecordSet Removed(DnsRecordSet unwanted, DnsRecordSet current) => unwanted.Records.Count == 0
        ? new DnsRecordSet(current.Owner, current.Type, [])
        : new DnsRecordSet(current.Owner, current.Type, current.Records.Where(record => !unwanted.Records.Any(gone => DnsRecordOctets.SameData(gone, record))), current.TimeToLive);

    /// <summary>Text that is there and would not be replaced by text of its own kind. All that stands at the name of a DKIM key is one kind, with a version or without (RFC 6376 section 3.6.1).</summary>
    private static bool IsOther(DnsRecord record, DnsRecordSet wanted)
    {
        if (wanted.Type != DnsType.TXT || wanted.Records.Any(known => DnsRecordOctets.SameData(known, record))) return false;
        if (wanted.Owner.ToString().Contains("._domainkey.", StringComparison.OrdinalIgnoreCase)) return false;
        return TxtKind.Of(record) is not { } kind || !wanted.Records.Any(known => TxtKind.Of(known) == kind);
    }
}
