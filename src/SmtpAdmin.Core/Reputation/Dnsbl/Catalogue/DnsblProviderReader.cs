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

    /// <summary>Reads an entry. What does not fit the schema, as was told already, is passed over, and the rest is looked at all the same.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="known">The list that it changes; null for a new one.</param>
    /// <returns>The list, of use when nothing is wrong; null where its zones cannot be known.</returns>
    public DnsblProvider? Read(LocatedJson entry, string path, DnsblProvider? known)
    {
        var isNamed = !problems.HasWithin(entry["name"]!);
        if (known is null && isNamed) TellMissing(entry, path);
        var provider = known ?? new DnsblProvider { Name = entry["name"]!.Text, Zone = "" };
        foreach (var member in entry.Members)
        {
            if (IsList(member) || !problems.HasWithin(member.Value)) provider = With(provider, member, JsonPath.Of(path, member.Name));
        }

        if (known is null && entry["codes"] is null or { Items.Count: 0 } && entry["anyCodeLists"] is null) provider = provider with { AnyCodeLists = true };
        if (!provider.AnyCodeLists && provider.Retired is null && HasNoCodes(entry, known) && IsSound(entry["anyCodeLists"]) && IsSound(entry["retired"]))
            problems.Add((entry["anyCodeLists"] ?? entry).Offset, path, "This list has no codes, and not any code lists: nothing could ever be listed.", "Give its codes, or \"anyCodeLists\": true.");
        _checks.CheckTestPoints(IsSound(entry["subjects"]) ? provider.Subjects : [], entry, path);
        if (!isNamed || problems.IsFull || provider.Zone.Length == 0 || !IsSound(entry["zone"]) || !IsSound(entry["keyedZone"])) return null;
        if (entry["zone"] is null && problems.HasWithin(entry)) return null; // what is wrong may be how its zone was given
        provider = WithZone(provider, known, entry["zone"]);
        return known is not null && entry["sources"] is null ? provider with { Sources = [.. Remaining(known.Sources, entry)] } : provider;
    }

    /// <summary>Its values are looked at one by one, whatever is wrong with others.</summary>
    private static bool IsList(LocatedMember member) => member.Name is "codes" or "testPoints" or "sources";

    private static bool HasNoCodes(LocatedJson entry, DnsblProvider? known) => (entry["codes"]?.Items.Count ?? known?.Codes.Count ?? 0) == 0;

    private bool IsSound(LocatedJson? value) => value is null || !problems.HasWithin(value);

    private void TellMissing(LocatedJson entry, string path)
    {
        var missing = Essential.Where(name => entry[name] is null).Select(name => $"'{name}'").ToList();
        if (missing.Count == 0) return;
        var name = entry["name"]!.Text;
        IReadOnlyList<string> nearest = problems.IsFull ? [] : NearestWords.Find(name, names, Similar);
        var meant = nearest.Count > 0 ? $"Did you mean {DnsblNames.Join([.. nearest.Select(other => $"'{other}'")])}? " : "";
        problems.Add(
            entry.Offset, path, missing.Count == 1 ? $"The property {missing[0]} is missing." : $"The properties {string.Join(" and ", missing)} are missing.",
            $"{meant}There is no list '{name}' whose other properties would hold; a new list needs its zone and its subjects.");
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
            "testPoints" => provider with { TestPoints = [.. value.Items.Where(IsSound).Select(TestPoint)] },
            "prerequisites" => provider with { Prerequisites = DnsblEntryChecks.Prose(value) },
            "delistUrl" => provider with { DelistUrl = _checks.DelistUrl(value, path) },
            "policy" => provider with { Policy = value.Kind == JsonValueKind.Null ? null : Policy(value) },
            "retired" => provider with { Retired = value.Kind == JsonValueKind.Null ? null : _checks.Retirement(value, path) },
            "sources" => provider with { Sources = [.. _checks.Sources(value, path)] },
            _ when problems.Count > 0 => provider, // it is told to be none
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
