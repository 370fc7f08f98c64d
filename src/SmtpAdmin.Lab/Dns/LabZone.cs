using System.Reflection;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>A zone: the records of a name and of all below it. Immutable.</summary>
public sealed class LabZone
{
    private readonly Dictionary<DnsName, List<DnsRecord>> _nodes = [];

    /// <summary>Makes a zone of records.</summary>
    /// <param name="origin">The zone's name.</param>
    /// <param name="records">Its records; without a SOA among them one is made.</param>
    /// <exception cref="ArgumentException">A record lies outside the zone, or beside a CNAME of the same name (RFC 1034 section 3.6.2).</exception>
    public LabZone(DnsName origin, IEnumerable<DnsRecord> records)
    {
        Origin = origin;
        foreach (var record in records)
        {
            if (!record.Name.IsWithin(origin)) throw new ArgumentException($"{record.Name} is outside {origin}.", nameof(records));
            if (!_nodes.TryGetValue(record.Name, out var node)) _nodes[record.Name] = node = [];
            node.Add(record);
            // Names between a record and the origin exist too, without records (RFC 4592 section 2.2.2).
            for (var name = record.Name; name.LabelCount > origin.LabelCount; name = name.Parent) _nodes.TryAdd(name.Parent, []);
        }
        _nodes.TryAdd(origin, []);
        var conflict = _nodes.FirstOrDefault(node => node.Value.Count > 1 && node.Value.Exists(record => record is CnameRecord)).Key;
        if (conflict is not null) throw new ArgumentException($"{conflict} has a CNAME beside another record.", nameof(records));

        var soa = _nodes[origin].OfType<SoaRecord>().FirstOrDefault();
        Soa = soa ?? new SoaRecord(
            origin, TimeSpan.FromMinutes(5), origin, DnsName.Parse("hostmaster").Append(origin), 1,
            TimeSpan.FromHours(1), TimeSpan.FromMinutes(10), TimeSpan.FromDays(1), TimeSpan.FromMinutes(1));
        if (soa is null) _nodes[origin].Add(Soa);
    }

    /// <summary>The zone's name.</summary>
    public DnsName Origin { get; }

    /// <summary>The start of authority, which comes with every negative answer.</summary>
    public SoaRecord Soa { get; }

    /// <summary>All records.</summary>
    public IEnumerable<DnsRecord> Records => _nodes.Values.SelectMany(node => node);

    /// <summary>Reads a zone file (RFC 1035 section 5.1), with $ORIGIN and $TTL, without $INCLUDE.</summary>
    /// <param name="origin">The zone's name.</param>
    /// <param name="text">The file.</param>
    /// <exception cref="FormatException">The text is no zone; the message names the line.</exception>
    public static LabZone Parse(string origin, string text)
    {
        var name = DnsName.Parse(origin);
        try
        {
            return new LabZone(name, ZoneParser.Parse(name, text));
        }
        catch (ArgumentException error)
        {
            throw new FormatException(error.Message, error);
        }
    }

    /// <summary>The zones that the lab comes with: <c>lab.test</c> and the reverse zones of its addresses.</summary>
    public static IReadOnlyList<LabZone> Defaults { get; } =
        [FromResource("lab.test"), FromResource("127.in-addr.arpa"), FromResource("2.0.192.in-addr.arpa"), FromResource("8.b.d.0.1.0.0.2.ip6.arpa")];

    /// <summary>The records of a name, from a wildcard if there is one for it (RFC 4592); null when the name does not exist.</summary>
    internal IReadOnlyList<DnsRecord>? Find(DnsName name)
    {
        if (_nodes.TryGetValue(name, out var node)) return node;
        var encloser = name.Parent;
        while (!_nodes.ContainsKey(encloser)) encloser = encloser.Parent;
        if (!_nodes.TryGetValue(DnsName.Parse("*").Append(encloser), out var wildcard)) return null;
        return [.. wildcard.Select(record => record with { Name = name })];
    }

    private static LabZone FromResource(string origin)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Zones.{origin}.zone")
            ?? throw new InvalidOperationException($"The zone {origin} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return Parse(origin, reader.ReadToEnd());
    }
}
