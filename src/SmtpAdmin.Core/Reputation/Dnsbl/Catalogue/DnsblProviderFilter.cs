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
        return catalogue.Providers.Where(provider => (IncludeRetired || provider.Retired is null) && Fits(provider));
    }

    /// <summary>The lists that a word names.</summary>
    /// <param name="catalogue">The lists that are known.</param>
    /// <param name="word">A name, a zone, or a name with the wildcards * and ?.</param>
    /// <param name="problem">Why there are none, with what may have been meant; null where it names one, fitting or not, and for wildcards, which may match nothing.</param>
    public IReadOnlyList<DnsblProvider> Find(DnsblCatalogue catalogue, string word, out DnsblSelectionProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(word);
        (word, problem) = (word.Trim(), null);
        if (DnsblNames.IsPattern(word))
        {
            var pattern = word;
            return [.. All(catalogue).Where(provider => DnsblNames.Matches(pattern, provider))];
        }
        if (catalogue.Find(word) is { } provider) return Fits(provider) ? [provider] : [];
        problem = DnsblNames.Unknown(word, catalogue);
        return [];
    }

    private bool Fits(DnsblProvider provider) =>
        (Category.Count == 0 || provider.Categories.Any(Category.Contains)) && (Subject.Count == 0 || provider.Subjects.Any(Subject.Contains));
}
