using System.Globalization;
using System.Net;
using System.Text;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;
using YamlDotNet.RepresentationModel;

namespace SmtpAdmin.Core.Tests.Spf.Published;

/// <summary>
/// The DNS of a part of the published suite, by the conventions of that suite: a record of type SPF stands for a TXT record too, unless
/// the name has TXT records of its own or says <c>TXT: NONE</c>; behind <c>TIMEOUT</c> other types of the name are never answered.
/// </summary>
internal static class SuiteZone
{
    private const int MostOctets = 255;
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(5);
    private static readonly DnsType[] Asked = [DnsType.TXT, DnsType.A, DnsType.AAAA, DnsType.MX, DnsType.PTR];

    public static LabDnsServer Start(YamlMappingNode data)
    {
        var records = new List<DnsRecord>();
        var silent = new List<(string Name, DnsType Type)>();
        foreach (var (key, value) in data.Children)
        {
            var (name, entries) = (key.ToString(), (YamlSequenceNode)value);
            var pairs = entries.OfType<YamlMappingNode>().SelectMany(entry => entry.Children).Select(pair => (Type: pair.Key.ToString(), pair.Value)).ToList();
            if (!pairs.Exists(pair => pair.Type == "TXT")) pairs.AddRange(pairs.Where(pair => pair.Type == "SPF").Select(pair => ("TXT", pair.Value)).ToList());
            var own = pairs.Where(pair => pair.Type != "SPF" && !(pair.Type == "TXT" && pair.Value is YamlScalarNode { Value: "NONE" }))
                .Select(pair => Record(Name(name), pair.Type, pair.Value)).ToList();
            records.AddRange(own);
            if (entries.OfType<YamlScalarNode>().Any(entry => entry.Value == "TIMEOUT")) silent.AddRange(Asked.Except(own.Select(record => record.Type)).Select(type => (name, type)));
        }
        var server = LabDnsServer.Start([new LabZone(DnsName.Root, records)]);
        foreach (var (name, type) in silent) server.Order(name, new LabDnsFault(LabDnsFaultKind.Drop) { Type = type });
        return server;
    }

    private static DnsRecord Record(DnsName name, string type, YamlNode value) => type switch
    {
        "A" => new ARecord(name, Ttl, IPAddress.Parse(value.ToString())),
        "AAAA" => new AaaaRecord(name, Ttl, IPAddress.Parse(value.ToString())),
        "MX" => new MxRecord(name, Ttl, ushort.Parse(((YamlSequenceNode)value)[0].ToString(), CultureInfo.InvariantCulture), Name(((YamlSequenceNode)value)[1].ToString())),
        "PTR" => new PtrRecord(name, Ttl, Name(value.ToString())),
        "CNAME" => new CnameRecord(name, Ttl, Name(value.ToString())),
        "TXT" => new TxtRecord(name, Ttl, [.. (value is YamlSequenceNode parts ? parts.Select(part => part.ToString()) : [value.ToString()]).SelectMany(Strings)]),
        _ => throw new FormatException($"A record of type {type} is not known."),
    };

    private static IEnumerable<ReadOnlyMemory<byte>> Strings(string text)
    {
        ReadOnlyMemory<byte> rest = Encoding.Latin1.GetBytes(text);
        while (rest.Length > MostOctets)
        {
            yield return rest[..MostOctets];
            rest = rest[MostOctets..];
        }
        yield return rest;
    }

    /// <summary>Any octet may stand in a name there, so that it is not read as a person's.</summary>
    private static DnsName Name(string text)
    {
        var wire = new List<byte>();
        foreach (var label in text.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            wire.Add((byte)label.Length);
            wire.AddRange(Encoding.Latin1.GetBytes(label));
        }
        return DnsName.FromWire([.. wire, 0]);
    }
}
