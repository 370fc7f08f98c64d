using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Spf;

/// <summary>How a record that was made before differs from what it would be now.</summary>
public sealed record SpfDrift
{
    /// <summary>The new records have to be published: who may send has changed, or the published record does not keep its look-ups or its length.</summary>
    public required bool Changed { get; init; }

    /// <summary>Why the new records have to be published, as sentences; empty when they need not.</summary>
    public string Reason { get; init; } = "";

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

    /// <summary>The names of <see cref="ObsoleteRecords"/>, told for as long as these are published.</summary>
    public IReadOnlyList<string> Obsolete { get; init => field = Indexable.Of(value); } = [];

    /// <summary>
    /// Published records that a former record of the domain was split over, and that are not needed any more. Receivers that still have such a record in their cache ask for them: they stay
    /// beside the new ones, and can go when the domain's old record has left the caches.
    /// </summary>
    public IReadOnlyList<TxtZoneRecord> ObsoleteRecords { get; init => field = Indexable.Of(value); } = [];

    /// <inheritdoc/>
    public override string ToString() => Changed ? Reason : "none";
}
