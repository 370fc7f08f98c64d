namespace SmtpAdmin.Spf;

/// <summary>A term that a check tried.</summary>
public sealed record SpfTraceTerm
{
    /// <summary>The term as it stands in the record.</summary>
    public required string Term { get; init; }

    /// <summary>The name that it was about, macros expanded; null when it is about none.</summary>
    public string? Target { get; init; }

    /// <summary>Whether it matched; null when it ended the check with an error.</summary>
    public bool? Matched { get; init; }

    /// <summary>The look-ups made for it, those of an included record apart.</summary>
    public IReadOnlyList<SpfTraceLookup> Lookups { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The record that it includes or redirects to; null for none.</summary>
    public SpfTraceRecord? Record { get; init; }

    /// <summary><see cref="Matched"/> in words.</summary>
    internal string Outcome => Matched switch { true => "match", false => "no match", null => "error" };
}
