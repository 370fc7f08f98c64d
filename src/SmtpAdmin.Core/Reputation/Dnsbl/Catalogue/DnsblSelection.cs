namespace SmtpAdmin.Reputation;

/// <summary>The lists that a run asks.</summary>
public sealed record DnsblSelection
{
    /// <summary>The lists, each once: those of the catalogue in its order where they were not named, else in the order in which they were.</summary>
    public IReadOnlyList<DnsblList> Lists { get; init; } = [];

    /// <summary>What cannot be carried out as given; the lists are the rest of it. Empty when all is well.</summary>
    public IReadOnlyList<DnsblSelectionProblem> Problems { get; init; } = [];

    /// <summary>What looks like a slip, and is carried out as given.</summary>
    public IReadOnlyList<DnsblSelectionProblem> Notes { get; init; } = [];

    /// <summary>Chooses.</summary>
    /// <param name="catalogue">The lists that are known.</param>
    /// <param name="request">Which of them, and which others.</param>
    public static DnsblSelection Choose(DnsblCatalogue catalogue, DnsblSelectionRequest request)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(request);
        return new DnsblSelector(catalogue, request).Choose();
    }
}
