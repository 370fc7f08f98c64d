namespace SmtpAdmin.Spf;

/// <summary>A term that still costs look-ups.</summary>
public sealed record SpfKeptTerm
{
    /// <summary>The term as it stands in the new record.</summary>
    public required string Term { get; init; }

    /// <summary>The domain whose record it comes from.</summary>
    public required string Domain { get; init; }

    /// <summary>Why it is kept.</summary>
    public required SpfKeptReason Reason { get; init; }

    /// <summary>The same as a sentence, with what stands in the way.</summary>
    public required string Why { get; init; }

    /// <summary>How many look-ups it costs, those of records within it counted.</summary>
    public required int LookupCount { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Term}: {Why}";
}
