using System.Diagnostics.CodeAnalysis;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>The lists that are known: those that come with this library, and those of a person's file.</summary>
public sealed class DnsblCatalogue
{
    private static readonly Lazy<DnsblCatalogue> Embedded = new(() => new DnsblCatalogue(DnsblProviderFile.ReadEmbedded()));

    private readonly Dictionary<string, DnsblProvider> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<DnsName, DnsblProvider> _byZone = [];
    private readonly Dictionary<DnsName, DnsblProvider> _byKeyedBase = [];

    /// <summary>Takes lists whose names and zones are each their own.</summary>
    internal DnsblCatalogue(IReadOnlyList<DnsblProvider> providers)
    {
        Providers = providers;
        foreach (var provider in providers)
        {
            _byName.Add(Plain(provider.Name), provider);
            _byZone.Add(DnsName.Parse(provider.Zone), provider);
            if (provider.KeyedZone is { } keyedZone) _byKeyedBase.Add(DnsblKeyedZone.BaseOf(keyedZone), provider);
        }
    }

    /// <summary>The lists that come with this library.</summary>
    public static DnsblCatalogue Default => Embedded.Value;

    /// <summary>All lists, the retired ones too, by name.</summary>
    public IReadOnlyList<DnsblProvider> Providers { get; }

    /// <summary>These lists, with those of a person's file added, or changed by it.</summary>
    /// <param name="path">The file; it is held against <c>dnsbl-providers.schema.json</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DnsblProviderFileException">The file cannot be read, or is not as it has to be; it tells all that is wrong.</exception>
    public async Task<DnsblCatalogue> WithFileAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return WithFile(await DnsblProviderFile.ReadAsync(path, cancellationToken).ConfigureAwait(false), path);
    }

    /// <summary>These lists, with those of a file's text added, or changed by it.</summary>
    /// <param name="content">The text, in UTF-8.</param>
    /// <param name="name">What to call the file.</param>
    /// <exception cref="DnsblProviderFileException">The text is not as it has to be; it tells all that is wrong.</exception>
    public DnsblCatalogue WithFile(ReadOnlyMemory<byte> content, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new DnsblCatalogue(DnsblProviderFile.Merge(Providers, content, name));
    }

    /// <summary>A list by its name, in any case and with or without its hyphens, or by its zone, the one for holders of a key too.</summary>
    /// <param name="nameOrZone">The name or the zone.</param>
    /// <returns>The list, retired ones too; null when there is none.</returns>
    public DnsblProvider? Find(string nameOrZone)
    {
        ArgumentNullException.ThrowIfNull(nameOrZone);
        if (_byName.TryGetValue(Plain(nameOrZone), out var named)) return named;
        if (!DnsName.TryParse(nameOrZone, out var zone, out _)) return null;
        return _byZone.GetValueOrDefault(zone) ?? (TryFindKeyed(zone, out var keyed, out _) ? keyed : null);
    }

    /// <summary>The list that a zone with a key in it belongs to, or such a zone with the key left out.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="provider">The list.</param>
    /// <param name="key">The key; null where the zone has none.</param>
    internal bool TryFindKeyed(DnsName zone, [NotNullWhen(true)] out DnsblProvider? provider, out string? key)
    {
        key = null;
        if (_byKeyedBase.TryGetValue(zone, out provider)) return true;
        if (!_byKeyedBase.TryGetValue(zone.Parent, out provider)) return false;
        key = DnsblKeyedZone.KeyIn(zone, provider.KeyedZone!);
        return true;
    }

    /// <summary>The name as it is compared.</summary>
    internal static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
