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
        if (!options.Force && DkimKeyOf(current) is { Length: > 0 } old && DkimKeyOf(wanted) is { Length: > 0 } key && old != key)
            throw new DnsPublishException(new(DnsPublishFault.OtherRecords, $"{wanted.Owner} has another DKIM key. If it is in use, mail that is signed with it would fail. Publish the new key under a selector of its own (New-DkimKey -CheckDns finds a free one), or replace it with -Force.", $"{wanted.Owner}"));
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
    internal static bool IsOther(DnsRecord record, DnsRecordSet wanted)
    {
        if (wanted.Type != DnsType.TXT || wanted.Records.Any(known => DnsRecordOctets.SameData(known, record))) return false;
        if (IsDkim(wanted)) return false;
        return TxtKind.Of(record) is not { } kind || !wanted.Records.Any(known => TxtKind.Of(known) == kind);
    }

    private static bool IsDkim(DnsRecordSet set) => set.Owner.ToString().Contains("._domainkey.", StringComparison.OrdinalIgnoreCase);

    /// <summary>The key of a DKIM record, without blanks (RFC 6376 section 3.6.1); null where there is none.</summary>
    private static string? DkimKeyOf(DnsRecordSet set) => IsDkim(set) && set.Records is [TxtRecord { Text: var text }]
        ? text.Split(';').Select(tag => string.Concat(tag.Where(character => !char.IsWhiteSpace(character)))).FirstOrDefault(tag => tag.StartsWith("p=", StringComparison.Ordinal))?[2..]
        : null;
}
