using System.Net;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Reputation;

/// <summary>The PTR record of an address as it is to be published, with what belongs to it elsewhere, and what is to be known before.</summary>
public sealed record PtrNewRecord : IDnsRecordSource
{
    /// <summary>The name that is to hold it, in ASCII without a dot at the end: <c>25.2.0.192.in-addr.arpa</c> (RFC 1035 section 3.5, RFC 3596 section 2.5, RFC 2317 section 4).</summary>
    public required string Name { get; init; }

    /// <summary>The type of the record.</summary>
    public string Type { get; } = nameof(Dns.DnsType.PTR);

    /// <summary>The data of the record as it stands in a zone file.</summary>
    public required string Value { get; init; }

    /// <summary>The record as a line of a zone file, without a time to live.</summary>
    public required string ZoneLine { get; init; }

    /// <summary>The address.</summary>
    public required IPAddress IPAddress { get; init; }

    /// <summary>The name that the address is to have, in ASCII.</summary>
    public required string HostName { get; init; }

    /// <summary>The block whose own zone the record is for (RFC 2317); null for none.</summary>
    public string? Block { get; init; }

    /// <summary>The names that the address has now; empty where it has none, and where that is not known: see <see cref="IsPublished"/>.</summary>
    public IReadOnlyList<string> CurrentName { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The address has this name now, and no other; null where that is not known.</summary>
    public bool? IsPublished { get; init; }

    /// <summary>The name leads to the address (RFC 1912 section 2.1); null where that is not known.</summary>
    public bool? ForwardConfirmed { get; init; }

    /// <summary>The zone that holds the name of the record: whoever runs it has to publish it. Null where that is not known.</summary>
    public string? ReverseZone { get; init; }

    /// <summary>The primary server of that zone, by its SOA record; null where that is not known.</summary>
    public string? PrimaryServer { get; init; }

    /// <summary>The mail address of who runs that zone, by its SOA record (RFC 1035 section 3.3.13); null where that is not known.</summary>
    public string? ZoneContact { get; init; }

    /// <summary>A request to the provider of the address, in plain text, to be mailed as it is.</summary>
    public required string RequestText { get; init; }

    /// <summary>What is to be known, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The record as a set to be exported or published.</summary>
    public IReadOnlyList<DnsRecordSet> RecordSets { get; init => field = Indexable.Of(value); } = [];

    /// <summary>With a block: the alias that the zone above needs. It is the provider's to publish.</summary>
    public IReadOnlyList<DnsRecordSet> ParentRecords { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The address records that the name has, with this address added, where it is known to lack it. They are of another zone: that of the name.</summary>
    public IReadOnlyList<DnsRecordSet> ForwardRecords { get; init => field = Indexable.Of(value); } = [];

    /// <inheritdoc/>
    public override string ToString() => ZoneLine;
}
