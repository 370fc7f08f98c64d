namespace SmtpAdmin.Spf;

/// <summary>How a record that was made before differs from what it would be now.</summary>
public sealed record SpfDrift
{
    /// <summary>The new records have to be published: who may send has changed, or the published record does not keep its look-ups or its length.</summary>
    public required bool Changed { get; init; }

    /// <summary>The published record; null when there is none that could be read.</summary>
    public string? Published { get; init; }

    /// <summary>How many look-ups the published record costs, at most.</summary>
    public int PublishedLookupCount { get; init; }

    /// <summary>Addresses that pass now, and not by the published record.</summary>
    public IReadOnlyList<SpfNetwork> Added { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Addresses that pass by the published record, and not any more.</summary>
    public IReadOnlyList<SpfNetwork> Removed { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Addresses that do not pass, now or by the published record, and that another qualifier holds for now.</summary>
    public IReadOnlyList<SpfNetwork> Requalified { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Terms that have no list of addresses, and are missing from the published record.</summary>
    public IReadOnlyList<string> TermsAdded { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Terms that have no list of addresses, and are in the published record alone.</summary>
    public IReadOnlyList<string> TermsRemoved { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The replaced terms that <see cref="Added"/> comes from.</summary>
    public IReadOnlyList<string> ChangedTerms { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Names whose records the published record is split over, and the new one not: they can go when the published record has left the caches.</summary>
    public IReadOnlyList<string> Obsolete { get; init => field = Indexable.Of(value); } = [];
}
