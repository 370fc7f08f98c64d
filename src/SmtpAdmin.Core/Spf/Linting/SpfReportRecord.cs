namespace SmtpAdmin.Spf;

/// <summary>A record that another includes or redirects to.</summary>
public sealed record SpfReportRecord
{
    /// <summary>The domain; with a macro, as written.</summary>
    public required string Domain { get; init; }

    /// <summary>What became of it.</summary>
    public required SpfWalkStatus Status { get; init; }

    /// <summary>The record; null unless there is just one.</summary>
    public string? Record { get; init; }

    /// <summary>How many of the ten look-ups its terms cost.</summary>
    public int LookupCount { get; init; }

    /// <summary>How many look-ups for its terms find nothing: for IPv4 or IPv6 senders, whichever are more.</summary>
    public int VoidLookupCount { get; init; }

    /// <summary>The terms in their order; what could not be read is among them.</summary>
    public IReadOnlyList<SpfReportTerm> Terms { get; init => field = Indexable.Of(value); } = [];

    /// <inheritdoc/>
    public override string ToString() => Domain;
}
