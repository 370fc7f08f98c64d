namespace SmtpAdmin.Reputation;

/// <summary>Which lists of a catalogue are to be shown.</summary>
public sealed record DnsblProviderFilter
{
    /// <summary>Lists of one of these kinds; none for all.</summary>
    public IReadOnlyList<DnsblCategory> Category { get; init; } = [];

    /// <summary>Lists that hold one of these; none for all.</summary>
    public IReadOnlyList<DnsblSubject> Subject { get; init; } = [];

    /// <summary>Retired lists too. One that is named is shown in any case.</summary>
    public bool IncludeRetired { get; init; }

    /// <summary>All lists that fit.</summary>
    public IEnumerable<DnsblProvider> All(DnsblCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return catalogue.Providers.Where(provider => IsShown(provider) && Fits(provider));
    }

    /// <summary>The lists that a word names.</summary>
    /// <param name="catalogue">The lists that are known.</param>
    /// <param name="word">A name, a zone, or a name with the wildcards * and ?.</param>
    /// <param name="problem">Why there are none, with what may have been meant; null where it names one, fitting or not, and for wildcards, which may match nothing.</param>
    /// <param name="note">What is to be said of wildcards that fit lists that were closed, and no others; null where they are shown.</param>
    public IReadOnlyList<DnsblProvider> Find(DnsblCatalogue catalogue, string word, out DnsblSelectionProblem? problem, out DnsblSelectionProblem? note)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(word);
        (word, problem, note) = (word.Trim(), null, null);
        if (Wildcards.AreIn(word))
        {
            var pattern = word;
            var fitting = catalogue.Providers.Where(provider => Fits(provider) && DnsblNames.Matches(pattern, provider)).ToList();
            IReadOnlyList<DnsblProvider> shown = [.. fitting.Where(IsShown)];
            if (shown.Count == 0 && fitting.Count > 0) note = DnsblNames.RetiredOnly(pattern, fitting);
            return shown;
        }
        if (catalogue.Find(word) is { } provider) return Fits(provider) ? [provider] : [];
        problem = DnsblNames.Unknown(word, catalogue);
        return [];
    }

    private bool IsShown(DnsblProvider provider) => IncludeRetired || provider.Retired is null;

    private bool Fits(DnsblProvider provider) =>
        (Category.Count == 0 || provider.Categories.Any(Category.Contains)) && (Subject.Count == 0 || provider.Subjects.Any(Subject.Contains));
}
