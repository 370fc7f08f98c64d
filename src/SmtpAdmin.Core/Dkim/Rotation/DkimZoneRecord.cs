using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>A record as it is to be published.</summary>
public sealed record DkimZoneRecord
{
    private readonly DnsName _owner;

    /// <summary>Makes a record.</summary>
    /// <param name="name">The name that is to publish it.</param>
    /// <param name="value">The record, ASCII.</param>
    /// <exception cref="FormatException">The name is none.</exception>
    public DkimZoneRecord(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _owner = DnsName.Parse(name);
        Value = value;
        Strings = TxtText.Split(value);
    }

    /// <summary>The name that is to publish it, in ASCII without a dot at the end.</summary>
    public string Name => _owner.ToString();

    /// <summary>The type of the record.</summary>
    public string Type { get; } = nameof(DnsType.TXT);

    /// <summary>The record in one piece.</summary>
    public string Value { get; }

    /// <summary>The strings of the TXT record, at most 255 octets each; readers join them without a space (RFC 6376 section 3.6.2.2).</summary>
    public IReadOnlyList<string> Strings { get; init => field = Indexable.Of(value); }

    /// <summary>The record as a line of a zone file (RFC 1035 section 5.1), without a time to live.</summary>
    public string ZoneLine => TxtText.ZoneLine(_owner, Strings);

    /// <inheritdoc/>
    public override string ToString() => ZoneLine;
}
