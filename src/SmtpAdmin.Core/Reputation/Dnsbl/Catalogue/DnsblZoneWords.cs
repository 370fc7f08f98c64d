using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Zones that the catalogue lacks: which cannot be asked, and which look like slips.</summary>
internal sealed class DnsblZoneWords(DnsblCatalogue catalogue)
{
    private const int Slips = 2;

    /// <summary>Why a zone that the catalogue lacks is not asked; null where it is.</summary>
    public DnsblSelectionProblem? Refuse(string word, out DnsName? zone)
    {
        if (RefuseForm(word, out zone) is { } problem) return problem;
        var asked = zone!;
        // The sublists of a closed list went with it.
        return catalogue.Providers.FirstOrDefault(provider => provider.Retired is not null && asked.IsWithin(DnsName.Parse(provider.Zone))) is { } retired
            ? DnsblNames.Retired(word, retired)
            : null;
    }

    /// <summary>Why a word can be no zone, with what may have been meant; null where it can.</summary>
    public static DnsblSelectionProblem? RefuseForm(string word, out DnsName? zone)
    {
        var hint = DnsblNames.HintFor(word) is { } meant ? $" {meant}" : "";
        if (!DnsName.TryParse(word, out zone, out var problem))
            return new(DnsblSelectionCode.BadZone, word, $"{problem} A list is given by its name, or by its zone, as in bl.example.org.{hint}");
        if (!HostNames.IsUsable(zone))
            return new(DnsblSelectionCode.BadZone, word, $"'{PlainText.Excerpt(word)}' is no zone of a list: that is a domain name of letters, digits and hyphens, as in bl.example.org.{hint}");
        return null;
    }

    /// <summary>The list of a zone that the catalogue lacks.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="note">What is to be said where it is a slip or two away from one of the catalogue; null where it is not.</param>
    public DnsblList ListOf(DnsName zone, out DnsblSelectionProblem? note)
    {
        note = null;
        if (Nearest(zone, provider => provider.Zone) is { } similar)
        {
            note = Note(zone.ToString(), similar.Zone, similar);
            return DnsblList.Of(zone);
        }
        // Where a zone for holders of a key is misspelt, the first label is a key all the same.
        if (!zone.Parent.IsRoot && Nearest(zone.Parent, provider => provider.KeyedZone is { } keyed ? DnsblKeyedZone.BaseOf(keyed).ToString() : null) is { } closed)
        {
            var list = DnsblList.Of(zone, zone.ToString().Split('.')[0]);
            note = Note(list.Zone, closed.KeyedZone!, closed);
            return list;
        }
        return DnsblList.Of(zone);
    }

    private DnsblProvider? Nearest(DnsName zone, Func<DnsblProvider, string?> spelling)
    {
        var text = zone.ToString();
        return catalogue.Providers
            .Select(provider => (Provider: provider, Distance: spelling(provider) is { } other ? NearestWords.Distance(text, other) : int.MaxValue))
            .Where(pair => pair.Distance <= Slips)
            .OrderBy(pair => pair.Provider.Retired is not null)
            .ThenBy(pair => pair.Distance)
            .FirstOrDefault().Provider;
    }

    private static DnsblSelectionProblem Note(string shown, string meant, DnsblProvider provider) => new(
        DnsblSelectionCode.SimilarZone, shown, $"'{PlainText.Excerpt(shown)}' is no zone that is known here, and is asked as it is. Did you mean {meant} ({provider.Name})?");
}
