using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// All records of one name and one type as they are to be published (RFC 2181 section 5). The owner is absolute: there is no origin that it
/// could be relative to. Without any record it stands for a set that is not to be there. What is public of it is text and numbers, the same in
/// PowerShell's ConvertTo-Json as in our own JSON.
/// </summary>
public sealed record DnsRecordSet : IDnsRecordSource
{
    /// <summary>The longest time to live (RFC 2181 section 8).</summary>
    public static readonly TimeSpan MaxTimeToLive = TimeSpan.FromSeconds(int.MaxValue);

    /// <summary>Makes a set. What is in it twice counts once (RFC 2181 section 5).</summary>
    /// <param name="owner">The name that holds it.</param>
    /// <param name="type">The type of its records.</param>
    /// <param name="records">The records; their own names and times to live do not count.</param>
    /// <param name="timeToLive">How long it may be cached, in whole seconds; null for what the zone says, or what the set had before.</param>
    /// <exception cref="DnsRecordException">There can be no such set.</exception>
    public DnsRecordSet(DnsName owner, DnsType type, IEnumerable<DnsRecord> records, TimeSpan? timeToLive = null)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(records);
        Owner = owner;
        Type = type;
        TimeToLive = timeToLive is { } time ? TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds)) : null;
        var distinct = new List<DnsRecord>();
        foreach (var record in records)
        {
            DnsRecordSetRules.Check(owner, type, record);
            if (!distinct.Any(known => DnsRecordOctets.SameData(known, record))) distinct.Add(record with { Name = owner, TimeToLive = TimeToLive ?? TimeSpan.Zero });
        }
        Records = distinct.ToArray();
        DnsRecordSetRules.Check(this);
    }

    /// <summary>The name that holds the set.</summary>
    internal DnsName Owner { get; }

    /// <summary>The name that holds the set, in ASCII without a dot at the end.</summary>
    public string Name => Owner.ToString();

    /// <summary>The type of its records.</summary>
    public DnsType Type { get; }

    /// <summary>How long it may be cached; null for what the zone says, or what the set had before.</summary>
    internal TimeSpan? TimeToLive { get; }

    /// <summary>How long it may be cached, in seconds; null for what the zone says, or what the set had before.</summary>
    public int? TtlSeconds => (int?)TimeToLive?.TotalSeconds;

    /// <summary>The records.</summary>
    internal IReadOnlyList<DnsRecord> Records { get; }

    /// <summary>The data of each record as it stands in a zone file (RFC 1035 section 5.1): text in quotes, names with a dot at the end.</summary>
    public IReadOnlyList<string> Data => Records.Select(record => record.DataText).ToArray();

    /// <inheritdoc/>
    IReadOnlyList<DnsRecordSet> IDnsRecordSource.RecordSets => [this];

    /// <summary>A set of one text, ASCII or else UTF-8, cut into strings of 255 octets.</summary>
    /// <exception cref="DnsRecordException">There can be no such set.</exception>
    public static DnsRecordSet OfText(DnsName owner, string text, TimeSpan? timeToLive = null) =>
        new(owner, DnsType.TXT, [new TxtRecord(owner, TimeSpan.Zero, TxtText.Octets(text))], timeToLive);

    /// <summary>A set of one text in the strings that it is cut into.</summary>
    /// <param name="owner">The name that holds it.</param>
    /// <param name="strings">The strings; each character is an octet (Latin-1).</param>
    /// <param name="timeToLive">How long it may be cached.</param>
    /// <exception cref="DnsRecordException">There can be no such set.</exception>
    internal static DnsRecordSet OfStrings(DnsName owner, IEnumerable<string> strings, TimeSpan? timeToLive = null) =>
        new(owner, DnsType.TXT, [new TxtRecord(owner, TimeSpan.Zero, [.. strings.Select(part => (ReadOnlyMemory<byte>)Encoding.Latin1.GetBytes(part))])], timeToLive);

    /// <summary>The same set with another time to live.</summary>
    /// <exception cref="DnsRecordException">It is out of its range.</exception>
    public DnsRecordSet WithTimeToLive(TimeSpan? timeToLive) => new(Owner, Type, Records, timeToLive);

    /// <summary>Both hold the same data, in whatever order; their times to live do not count.</summary>
    public bool HasSameData(DnsRecordSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Type == Type && other.Owner.Equals(Owner) && other.Records.Count == Records.Count
            && Records.All(record => other.Records.Any(candidate => DnsRecordOctets.SameData(record, candidate)));
    }

    /// <summary>Two sets are equal with the same name, type, data in any order, and time to live.</summary>
    public bool Equals(DnsRecordSet? other) => other is not null && other.TimeToLive == TimeToLive && HasSameData(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Owner, Type, TimeToLive, Records.Count);

    /// <summary>The lines of a zone file, one a record; without a time to live where the zone's own holds.</summary>
    public override string ToString() => string.Join('\n', Records.Select(record => FormattableString.Invariant(
        $"{Owner.ToAbsoluteString()} {(TtlSeconds is { } ttl ? $"{ttl} " : "")}IN {DnsTypeText.Of(Type)} {record.DataText}")));
}
