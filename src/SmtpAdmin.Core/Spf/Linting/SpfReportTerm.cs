namespace SmtpAdmin.Spf;

/// <summary>A term of a record, with what the DNS says to it and what it costs.</summary>
public sealed record SpfReportTerm
{
    /// <summary>The term as it stands in the record.</summary>
    public required string Term { get; init; }

    /// <summary>Where it begins in the record, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>The mechanism; null for a modifier, and for what could not be read.</summary>
    public SpfMechanism? Mechanism { get; init; }

    /// <summary>What it says of a sender that it matches; null for a modifier, and for what could not be read.</summary>
    public SpfQualifier? Qualifier { get; init; }

    /// <summary>What is to be said of it.</summary>
    public required SpfTermStatus Status { get; init; }

    /// <summary>The domain that it is about; with a macro, as written. Null when it is about none.</summary>
    public string? Target { get; init; }

    /// <summary>How many of the ten look-ups it costs, those of the record within it included.</summary>
    public int LookupCount { get; init; }

    /// <summary>How many look-ups have been made when it has been tried, those of the terms before it included. The terms of a record are tried in their order, <c>redirect=</c> last.</summary>
    public int RunningTotal { get; init; }

    /// <summary>How many look-ups find nothing, those of the record within it included: for IPv4 or IPv6 senders, whichever are more.</summary>
    public int VoidLookupCount { get; init; }

    /// <summary>The senders that <see cref="VoidLookupCount"/> is for: <c>IPv4</c> or <c>IPv6</c>; null where it is the same for both.</summary>
    public string? VoidLookupFamily { get; init; }

    /// <summary>The networks that it matches, as far as the DNS told; those of a record within it stand there.</summary>
    public IReadOnlyList<SpfNetwork> Networks { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The look-ups made for it, that of the record within it too.</summary>
    public IReadOnlyList<SpfTraceLookup> Lookups { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The record that it includes or redirects to; null for none.</summary>
    public SpfReportRecord? Record { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Term;
}
