using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>A list as a run asks it. What it shows of itself never holds a key.</summary>
public sealed class DnsblList
{
    private static readonly IReadOnlyList<DnsblSubject> Everything = Enum.GetValues<DnsblSubject>();

    private readonly string? _key;

    private DnsblList(DnsblProvider? provider, string zone, DnsName zoneName, string? key) =>
        (Provider, Zone, ZoneName, _key) = (provider, zone, zoneName, key);

    /// <summary>What the catalogue knows of it; null for a zone that it lacks.</summary>
    public DnsblProvider? Provider { get; }

    /// <summary>The list's name; its zone where the catalogue lacks it.</summary>
    public string Name => Provider?.Name ?? Zone;

    /// <summary>The zone, a key in it as <c>{key}</c>.</summary>
    public string Zone { get; }

    /// <summary>What it holds; of a zone that the catalogue lacks, anything may be asked.</summary>
    public IReadOnlyList<DnsblSubject> Subjects => Provider?.Subjects ?? Everything;

    /// <summary>The zone that is asked, the key in it: to be sent, never to be shown.</summary>
    internal DnsName ZoneName { get; }

    /// <summary>It can be asked about such a target.</summary>
    public bool Takes(DnsblSubject subject) => Subjects.Contains(subject);

    /// <summary>The list's name.</summary>
    public override string ToString() => Name;

    /// <summary>A list of the catalogue, at its public zone, or at the one that its entry has a key for.</summary>
    internal static DnsblList Of(DnsblProvider provider) =>
        provider is { Key: { } key, KeyedZone: not null } ? Of(provider, key) : new DnsblList(provider, provider.Zone, DnsName.Parse(provider.Zone), key: null);

    /// <summary>A list of the catalogue, at the zone for holders of a key.</summary>
    internal static DnsblList Of(DnsblProvider provider, string key)
    {
        var keyedZone = provider.KeyedZone ?? throw new ArgumentException($"{provider.Name} has no zone that takes a key.", nameof(provider));
        return new DnsblList(provider, keyedZone.TrimEnd('.'), DnsblKeyedZone.With(keyedZone, key), key);
    }

    /// <summary>A zone that the catalogue lacks.</summary>
    internal static DnsblList Of(DnsName zone) => new(provider: null, zone.ToString(), zone, key: null);

    /// <summary>A zone that the catalogue lacks, with a key as its first label.</summary>
    internal static DnsblList Of(DnsName zone, string key) => new(provider: null, $"{DnsblKeyedZone.Placeholder}.{zone.Parent}", zone, key);

    /// <summary>A name below the zone that was looked up, as people may see it.</summary>
    internal string Show(DnsName queried)
    {
        var text = queried.ToString();
        if (_key is null) return text;
        return queried.IsWithin(ZoneName) ? text[..^ZoneName.ToString().Length] + Zone : WithoutKey(text);
    }

    /// <summary>Text that may repeat the key, such as a list's own, without it.</summary>
    internal string WithoutKey(string text) =>
        _key is null ? text : text.Replace(_key, DnsblKeyedZone.Placeholder, StringComparison.OrdinalIgnoreCase);
}
