using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Records as people and files write them: a row of a table, an object of JSON. One row may hold several records of one set.</summary>
public sealed record DnsRecordRow
{
    /// <summary>What stands for the zone itself, in place of a name.</summary>
    public const string Apex = "@";

    /// <summary>The owner: a whole name, with a dot at the end or without, or <c>@</c> for the zone.</summary>
    public string Name { get; init; } = "";

    /// <summary>The type, by name, as <c>TYPE65</c> (RFC 3597 section 5), or by its number alone.</summary>
    public string Type { get; init; } = "";

    /// <summary>The time to live in seconds; null or empty for none.</summary>
    public string? Ttl { get; init; }

    /// <summary>The data of each record as it stands in a zone file.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>The data of each record as people write it: of a TXT record the text itself, without quotes or escapes; of other types as in a zone file.</summary>
    public IReadOnlyList<string> Value { get; init; } = [];

    /// <summary>The set that the row says.</summary>
    /// <param name="zone">The zone that <c>@</c> stands for; null for none.</param>
    /// <param name="mayBeEmpty">A row without records is taken, for a set that is not to be there.</param>
    /// <exception cref="DnsRecordException">It says none.</exception>
    public DnsRecordSet ToRecordSet(DnsName? zone, bool mayBeEmpty = false)
    {
        var owner = ReadName(Name, zone);
        // ConvertTo-Json writes a type as its number alone.
        if (!DnsTypeText.TryParse(Type.Length > 0 && Type.All(char.IsAsciiDigit) ? $"TYPE{Type}" : Type, out var type))
            throw new DnsRecordException(DnsRecordFault.BadType, Type.Length == 0 ? $"The record of {owner} has no type. Give one, such as TXT, A or MX." : $"'{PlainText.Excerpt(Type)}' is no record type. Give one such as TXT, A or MX, or its number as TYPE65.", Type);
        DnsRecordSetRules.CheckType(owner, type);
        var records = Data.Select(data => Read(owner, type, data)).ToList();
        var written = Value.Select(value => type == DnsType.TXT ? Text(owner, value) : Read(owner, type, value)).ToList();
        if (records.Count > 0 && written.Count > 0 && !new DnsRecordSet(owner, type, records).HasSameData(new DnsRecordSet(owner, type, written)))
            throw new DnsRecordException(DnsRecordFault.BadData, $"The row of {owner} has both Data and Value, and they do not say the same. Leave one of them out.", $"{owner}");
        if (records.Count == 0) records = written;
        if (records.Count == 0 && !mayBeEmpty) throw new DnsRecordException(DnsRecordFault.NoRecord, $"The {DnsTypeText.Of(type)} set of {owner} holds no record. Give its data.", $"{owner}");
        return new DnsRecordSet(owner, type, records, ReadTtl(Ttl, owner));
    }

    /// <summary>Reads a whole name, or the zone's sign for itself.</summary>
    /// <exception cref="DnsRecordException">It is none, or not in the zone.</exception>
    public static DnsName ReadName(string text, DnsName? zone)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Trim() == Apex) return zone ?? throw new DnsRecordException(DnsRecordFault.NoZone, "'@' stands for the zone itself, and no zone is named. Give the whole name, or name the zone with -Zone.", text);
        if (!DnsName.TryParse(text.Trim(), out var name, out var problem)) throw new DnsRecordException(DnsRecordFault.BadName, problem, text);
        if (zone is not null && !name.IsWithin(zone))
            throw new DnsRecordException(DnsRecordFault.OutOfZone, $"{name} is not in the zone {zone}. Names are whole ones here, never relative: {(name.TryAppend(zone, out var whole) ? $"write {whole} if that is meant, or " : "")}name the zone that it is in.", text);
        return name;
    }

    private static TimeSpan? ReadTtl(string? text, DnsName owner)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return uint.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= int.MaxValue
            ? TimeSpan.FromSeconds(seconds)
            : throw new DnsRecordException(DnsRecordFault.BadTtl, FormattableString.Invariant($"'{PlainText.Excerpt(text)}' is no time to live of {owner}: give seconds, 0 to {int.MaxValue} (RFC 2181 section 8)."), text);
    }

    /// <summary>Reads data as it stands in a zone file.</summary>
    /// <param name="owner">The name that holds it.</param>
    /// <param name="type">Its type.</param>
    /// <param name="data">The data.</param>
    /// <param name="needsDots">Names in it without a dot at the end are refused.</param>
    /// <exception cref="DnsRecordException">It is none, or says what nobody means.</exception>
    internal static DnsRecord ReadData(DnsName owner, DnsType type, string data, bool needsDots)
    {
        var shown = PlainText.Excerpt(data.Trim());
        if (type == DnsType.TXT && TxtKind.IsUnquoted(data))
            throw new DnsRecordException(DnsRecordFault.BadData, $"{owner}: in '{shown}' each word is a string by itself, and who reads the record joins them without a blank (RFC 7208 section 3.3). Put the text in quotes: \"{shown}\"; or give it as Value.", data);
        return DnsDataParser.TryParse(owner, type, TimeSpan.Zero, data, needsDots, out var record, out var problem) ? record : throw new DnsRecordException(DnsRecordFault.BadData, $"{owner}: {problem}", data);
    }

    private static DnsRecord Read(DnsName owner, DnsType type, string data) => ReadData(owner, type, data, needsDots: false);

    private static TxtRecord Text(DnsName owner, string text)
    {
        if (TxtKind.IsInQuotes(text)) throw new DnsRecordException(DnsRecordFault.BadData, $"{owner}: the quotes around {PlainText.Excerpt(text)} would be part of the text, and nobody would read it. Leave them out, or give it as Data.", text);
        try
        {
            return new TxtRecord(owner, TimeSpan.Zero, TxtText.Octets(text));
        }
        catch (EncoderFallbackException)
        {
            throw new DnsRecordException(DnsRecordFault.BadData, $"The text of {owner} has half a character: it has no UTF-8 form.", text);
        }
    }
}
