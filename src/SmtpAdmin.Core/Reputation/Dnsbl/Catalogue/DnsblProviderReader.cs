using System.Text.Json;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Makes a list of an entry that fits the schema, and checks what a schema cannot say.</summary>
/// <param name="problems">Takes what is wrong.</param>
/// <param name="names">The lists that there are to be changed.</param>
internal sealed class DnsblProviderReader(JsonProblems problems, IReadOnlyList<string> names)
{
    private const int Similar = 3;

    private static readonly string[] Essential = ["zone", "subjects"];

    private readonly DnsblEntryChecks _checks = new(problems);

    /// <summary>Reads an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="known">The list that it changes; null for a new one.</param>
    /// <returns>The list; null where something essential is missing, which is then told.</returns>
    public DnsblProvider? Read(LocatedJson entry, string path, DnsblProvider? known)
    {
        if (known is null && !IsWhole(entry, path)) return null;
        var provider = known ?? new DnsblProvider { Name = entry["name"]!.Text, Zone = "" };
        var before = problems.Count;
        foreach (var member in entry.Members) provider = With(provider, member, JsonPath.Of(path, member.Name));
        if (problems.Count > before) return known;

        provider = WithZone(provider, known, entry["zone"]);
        if (known is not null && entry["sources"] is null) provider = provider with { Sources = [.. Remaining(known.Sources, entry)] };
        if (known is null && provider.Codes.Count == 0 && entry["anyCodeLists"] is null) provider = provider with { AnyCodeLists = true };
        if (provider is { Codes.Count: 0, AnyCodeLists: false, Retired: null })
            problems.Add((entry["anyCodeLists"] ?? entry).Offset, path, "This list has no codes, and not any code lists: nothing could ever be listed.", "Give its codes, or \"anyCodeLists\": true.");
        _checks.CheckTestPoints(provider, entry, path);
        return problems.Count > before ? known : provider;
    }

    private bool IsWhole(LocatedJson entry, string path)
    {
        var missing = Essential.Where(name => entry[name] is null).Select(name => $"'{name}'").ToList();
        if (missing.Count == 0) return true;
        var name = entry["name"]!.Text;
        IReadOnlyList<string> nearest = problems.IsFull ? [] : NearestWords.Find(name, names, Similar);
        var meant = nearest.Count > 0 ? $"Did you mean {DnsblNames.Join([.. nearest.Select(other => $"'{other}'")])}? " : "";
        problems.Add(
            entry.Offset, path, missing.Count == 1 ? $"The property {missing[0]} is missing." : $"The properties {string.Join(" and ", missing)} are missing.",
            $"{meant}There is no list '{name}' whose other properties would hold; a new list needs its zone and its subjects.");
        return false;
    }

    private DnsblProvider With(DnsblProvider provider, LocatedMember member, string path)
    {
        var value = member.Value;
        return member.Name switch
        {
            "name" => provider, // the catalogue's spelling stays
            "description" => provider with { Description = DnsblEntryChecks.Prose(value) },
            "operator" => provider with { Operator = DnsblEntryChecks.Prose(value) },
            "zone" => provider with { Zone = _checks.Zone(value, path) },
            "keyedZone" => provider with { KeyedZone = value.Kind == JsonValueKind.Null ? null : _checks.Zone(value, path) },
            "subjects" => provider with { Subjects = [.. value.Texts.Select(Enum.Parse<DnsblSubject>)] },
            "categories" => provider with { Categories = [.. value.Texts.Select(Enum.Parse<DnsblCategory>)] },
            "severity" => provider with { Severity = Enum.Parse<DnsblSeverity>(value.Text) },
            "access" => provider with { Access = Enum.Parse<DnsblAccess>(value.Text) },
            "accessNote" => provider with { AccessNote = DnsblEntryChecks.Prose(value) },
            "anyCodeLists" => provider with { AnyCodeLists = value.Kind == JsonValueKind.True },
            "registeredDomains" => provider with { RegisteredDomains = value.Kind == JsonValueKind.True },
            "codes" => provider with { Codes = [.. _checks.Codes(value, path)] },
            "testPoints" => provider with { TestPoints = [.. value.Items.Select(TestPoint)] },
            "prerequisites" => provider with { Prerequisites = DnsblEntryChecks.Prose(value) },
            "delistUrl" => provider with { DelistUrl = _checks.Url(value, path) },
            "policy" => provider with { Policy = value.Kind == JsonValueKind.Null ? null : Policy(value) },
            "retired" => provider with { Retired = value.Kind == JsonValueKind.Null ? null : _checks.Retirement(value, path) },
            "sources" => provider with { Sources = [.. _checks.Sources(value, path)] },
            _ => throw new InvalidOperationException($"The schema knows the property '{member.Name}', and the reader does not."),
        };
    }

    /// <summary>A zone that is the keyed zone with a key in it gives the key: from here on it is kept apart from what is shown.</summary>
    private static DnsblProvider WithZone(DnsblProvider provider, DnsblProvider? known, LocatedJson? given)
    {
        if (given is null || provider.KeyedZone is not { } keyedZone || DnsblKeyedZone.KeyIn(DnsName.Parse(given.Text), keyedZone) is not { } key) return provider;
        return provider with { Key = key, Zone = known?.Zone ?? keyedZone };
    }

    private static DnsblTestPoint TestPoint(LocatedJson value) =>
        new(Enum.Parse<DnsblSubject>(value["subject"]!.Text), Optional(value["listed"]), Optional(value["notListed"]));

    private static DnsblPolicy Policy(LocatedJson value) => new(
        DnsblEntryChecks.Prose(value["text"]!),
        value["autoExpiry"]?.Kind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null },
        value["paidRemoval"]?.Kind == JsonValueKind.True);

    private static string? Optional(LocatedJson? value) => value?.Kind == JsonValueKind.String ? value.Text : null;

    /// <summary>What the catalogue's sources say no longer bears out what a person has changed.</summary>
    private static IEnumerable<DnsblSource> Remaining(IReadOnlyList<DnsblSource> sources, LocatedJson entry) => sources
        .Select(source => source with { Facts = [.. source.Facts.Where(fact => fact == "name" || entry[fact] is null)] })
        .Where(source => source.Facts.Count > 0);
}
