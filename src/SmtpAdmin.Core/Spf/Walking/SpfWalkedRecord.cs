using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>A record as read for every sender at once: all its terms, with what the DNS says to each.</summary>
internal sealed record SpfWalkedRecord
{
    /// <summary>The domain; with a macro, as written.</summary>
    public required string Domain { get; init; }

    /// <summary>What became of it.</summary>
    public required SpfWalkStatus Status { get; init; }

    /// <summary>The record; null unless <see cref="SpfWalkStatus.Found"/>.</summary>
    public SpfRecord? Record { get; init; }

    /// <summary>The answer to the TXT look-up; null when none was made, as for a record that is not published yet.</summary>
    public DnsAnswer? Answer { get; init; }

    /// <summary>The terms in their order.</summary>
    public IReadOnlyList<SpfWalkedTerm> Terms { get; init; } = [];

    /// <summary>How many of the ten look-ups it costs when all its terms are tried, those of records within it included.</summary>
    public int LookupCount => Terms.Sum(term => term.LookupCount);

    /// <summary>How many look-ups find nothing for an IPv4 sender that no term matches, those of records within it included.</summary>
    public int VoidLookupCount4 => Terms.Sum(term => term.VoidLookupCount4);

    /// <summary>As <see cref="VoidLookupCount4"/>, for an IPv6 sender.</summary>
    public int VoidLookupCount6 => Terms.Sum(term => term.VoidLookupCount6);

    /// <summary>This record and those within it, outermost first.</summary>
    public IEnumerable<SpfWalkedRecord> All() => Terms.Select(term => term.Record).OfType<SpfWalkedRecord>().SelectMany(inner => inner.All()).Prepend(this);
}
