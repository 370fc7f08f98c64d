namespace SmtpAdmin.Spf;

/// <summary>A term that addresses took the place of.</summary>
public sealed record SpfReplacement
{
    /// <summary>The term as it stood in the record.</summary>
    public required string Term { get; init; }

    /// <summary>The domain whose record it stood in.</summary>
    public required string Domain { get; init; }

    /// <summary>How many look-ups it cost, those of records within it counted.</summary>
    public required int LookupCount { get; init; }

    /// <summary>The addresses that it matched, in the fewest networks.</summary>
    public required IReadOnlyList<SpfNetwork> Networks { get; init => field = Indexable.Of(value); }

    /// <summary>The answers that they come from.</summary>
    public required IReadOnlyList<SpfReplacementAnswer> Answers { get; init => field = Indexable.Of(value); }

    /// <summary>For how many seconds all of the answers are good; null when none says so.</summary>
    public long? ShortestTtlSeconds => Answers.Min(answer => answer.TtlSeconds);

    /// <inheritdoc/>
    public override string ToString() => Term;
}
