namespace SmtpAdmin.Spf;

/// <summary>A record that a check worked through.</summary>
public sealed record SpfTraceRecord
{
    /// <summary>The domain whose record it is.</summary>
    public required string Domain { get; init; }

    /// <summary>The record; null when there is none that could be used.</summary>
    public string? Record { get; init; }

    /// <summary>What it said of the sender.</summary>
    public required SpfResult Result { get; init; }

    /// <summary>The look-ups made to find it.</summary>
    public IReadOnlyList<SpfTraceLookup> Lookups { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The terms that were tried, in their order.</summary>
    public IReadOnlyList<SpfTraceTerm> Terms { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The record, its terms and their look-ups as a tree, in lines of 78 columns.</summary>
    public override string ToString() => SpfTraceText.Of(this);
}
