namespace SmtpAdmin.Spf;

/// <summary>How records are made to cost fewer look-ups.</summary>
public sealed record SpfOptimizeOptions
{
    /// <summary>The fewest octets that <see cref="MaxLength"/> may be.</summary>
    public const int LeastLength = 100;

    /// <summary>The most octets that <see cref="MaxLength"/> may be; an answer over UDP has room for fewer (RFC 7208 section 3.4).</summary>
    public const int MostLength = 4000;

    /// <summary>A record that takes the place of what the domain publishes; null for the published one.</summary>
    public SpfRecord? Record { get; init; }

    /// <summary>How many terms may cost a look-up, those of included records counted: 0 to 10 (RFC 7208 section 4.6.4).</summary>
    public int MaxLookups { get; init; } = SpfCheckOptions.MaxLookups;

    /// <summary>How many octets each record may have (RFC 7208 section 3.4 wants an answer of no more than 512, and names 450 for the record).</summary>
    public int MaxLength { get; init; } = 450;

    /// <summary>Terms that are never replaced: domains, or terms as written without a qualifier; <c>*</c> and <c>?</c> are wildcards.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Terms of the record that are replaced even where the look-ups do not ask for it, written as those of <see cref="Keep"/>.</summary>
    public IReadOnlyList<string> Flatten { get; init; } = [];

    /// <summary>Compare the result with what the domain publishes.</summary>
    public bool Compare { get; init; }

    /// <summary>How long one domain may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxLookups);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLookups, SpfCheckOptions.MaxLookups);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLength, LeastLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLength, MostLength);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, TimeSpan.FromHours(1));
        if (Compare && Record is null) throw new ArgumentException("To compare, the record as it was before its includes were replaced is needed: give it with -Record.");
    }
}
