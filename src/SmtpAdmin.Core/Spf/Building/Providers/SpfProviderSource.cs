using System.Globalization;

namespace SmtpAdmin.Spf;

/// <summary>Where facts about a provider come from.</summary>
/// <param name="Facts">The properties that rest on it, e.g. <c>includes</c>, <c>place</c>.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="Url">The page.</param>
/// <param name="Date">When the page was read.</param>
public sealed record SpfProviderSource(IReadOnlyList<string> Facts, SpfProviderSourceKind By, string Url, DateOnly Date)
{
    /// <summary>The properties that it is the source of.</summary>
    public IReadOnlyList<string> Facts { get; init => field = Indexable.Of(value); } = Indexable.Of(Facts);

    /// <summary>The page, its date and the facts on one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Url} ({Date:yyyy-MM-dd}: {string.Join(", ", Facts)})");
}
