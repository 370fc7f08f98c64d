using System.Globalization;

namespace SmtpAdmin.Reputation;

/// <summary>Where facts about a list come from.</summary>
/// <param name="Facts">The properties that rest on it, e.g. <c>zone</c>, <c>codes</c>.</param>
/// <param name="Url">The page.</param>
/// <param name="Date">When the page was read, or the date that it bears.</param>
public sealed record DnsblSource(IReadOnlyList<string> Facts, string Url, DateOnly Date)
{
    /// <summary>The properties that it is the source of.</summary>
    public IReadOnlyList<string> Facts { get; init => field = Indexable.Of(value); } = Indexable.Of(Facts);

    /// <summary>The page, its date and the facts on one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Url} ({Date:yyyy-MM-dd}: {string.Join(", ", Facts)})");
}
