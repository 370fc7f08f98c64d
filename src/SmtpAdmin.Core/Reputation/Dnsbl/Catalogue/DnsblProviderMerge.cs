using System.Text.Json;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Puts the entries of a file that fit the schema into a set of lists.</summary>
internal sealed class DnsblProviderMerge(JsonProblems problems)
{
    /// <summary>Of an entry that does not fit the schema what does fit is looked at, so that all that is wrong is told at once.</summary>
    /// <param name="known">The lists.</param>
    /// <param name="entries">The entries, held against the schema.</param>
    public IReadOnlyList<DnsblProvider> Merge(IReadOnlyList<DnsblProvider> known, IReadOnlyList<LocatedJson> entries)
    {
        var reader = new DnsblProviderReader(problems, [.. known.Select(provider => provider.Name)]);
        var merged = known.ToDictionary(provider => DnsblCatalogue.Plain(provider.Name), StringComparer.Ordinal);
        var places = new Dictionary<string, (LocatedJson Entry, string Path)>(StringComparer.Ordinal);
        for (var at = 0; at < entries.Count; at++)
        {
            var (entry, path) = (entries[at], JsonPath.Of("providers", at));
            if (entry["name"] is not { Kind: JsonValueKind.String } name) continue;
            var plain = DnsblCatalogue.Plain(name.Text);
            if (!places.TryAdd(plain, (entry, path)))
                problems.Add(name.Offset, $"{path}.name", $"'{PlainText.Excerpt(name.Text)}' has an entry above; names are compared without case and hyphens.", "Make one entry of both.");
            else if (reader.Read(entry, path, merged.GetValueOrDefault(plain)) is { } provider)
                merged[plain] = provider;
            else
                merged.Remove(plain); // its zone is not known
        }
        CheckZones(merged, places);
        return [.. merged.OrderBy(pair => pair.Value.Name, StringComparer.OrdinalIgnoreCase).Select(pair => pair.Value)];
    }

    /// <summary>Two lists of one zone would be asked as one, and their answers read in two ways.</summary>
    private void CheckZones(IEnumerable<KeyValuePair<string, DnsblProvider>> merged, Dictionary<string, (LocatedJson Entry, string Path)> places)
    {
        var (zones, keyed) = (new Dictionary<DnsName, string>(), new Dictionary<DnsName, string>());
        // First those that nothing is said about here: it is the file that is told, not the catalogue.
        foreach (var (plain, provider) in merged.OrderBy(pair => places.ContainsKey(pair.Key)))
        {
            Check(plain, provider, "zone", zones, DnsName.Parse(provider.Zone));
            if (provider.KeyedZone is { } zone) Check(plain, provider, "keyedZone", keyed, DnsblKeyedZone.BaseOf(zone));
        }

        void Check(string plain, DnsblProvider provider, string property, Dictionary<DnsName, string> taken, DnsName zone)
        {
            if (taken.TryAdd(zone, provider.Name) || !places.TryGetValue(plain, out var place)) return;
            var offset = (place.Entry[property] ?? place.Entry).Offset;
            problems.Add(offset, $"{place.Path}.{property}", $"This is the zone of {taken[zone]}.", $"To change that list, give the entry its name: \"name\": \"{taken[zone]}\".");
        }
    }
}
