using System.Text.Json.Serialization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>A TXT record as it is to be published.</summary>
public record TxtZoneRecord : IDnsRecordSource
{
    private const int First = -1; // before what a record that is derived from this one adds

    private const int Last = 1;

    private readonly DnsName? _owner;

    /// <summary>Makes a record.</summary>
    /// <param name="name">The name that is to publish it; empty when it is not named, which is the origin of the zone.</param>
    /// <param name="value">The record, ASCII.</param>
    /// <exception cref="FormatException">The name is none.</exception>
    public TxtZoneRecord(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(name);
        _owner = name.Length > 0 ? DnsName.Parse(name) : null;
        Value = value;
        Strings = TxtText.Split(value);
    }

    /// <summary>The name that is to publish it, in ASCII without a dot at the end; empty when it is not named.</summary>
    [JsonPropertyOrder(First)]
    public string Name => _owner?.ToString() ?? "";

    /// <summary>The type of the record; type 99, named SPF, is not used any more (RFC 7208 section 3.1).</summary>
    [JsonPropertyOrder(First)]
    public string Type { get; } = nameof(DnsType.TXT);

    /// <summary>The record in one piece.</summary>
    [JsonPropertyOrder(First)]
    public string Value { get; }

    /// <summary>The strings of the TXT record, at most 255 octets each; readers join them without a space (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2).</summary>
    [JsonPropertyOrder(First)]
    public IReadOnlyList<string> Strings { get; init => field = Indexable.Of(value); }

    /// <summary>The record as a line of a zone file in the syntax of RFC 1035 section 5.1, without a time to live; without a name for <c>@</c>, the origin of the zone.</summary>
    [JsonPropertyOrder(First)]
    public string ZoneLine => TxtText.ZoneLine(_owner, Strings);

    /// <summary>The record as a set to be exported or published; none when it is not named.</summary>
    [JsonPropertyOrder(Last)]
    public IReadOnlyList<DnsRecordSet> RecordSets => _owner is null ? [] : new[] { DnsRecordSet.OfStrings(_owner, Strings) };

    /// <inheritdoc/>
    public sealed override string ToString() => ZoneLine;
}
