namespace SmtpAdmin.Dkim;

/// <summary>The selectors that are tried where nobody knows which are in use.</summary>
public static class DkimSelectors
{
    private const int OwnMonths = 24;
    private const int OwnOfMonth = 3;
    private static readonly Lazy<IReadOnlyList<DkimSelector>> Table = new(() => Indexable.Of(EmbeddedJson.Read<DkimSelectorTable>(DkimSelectorTable.Table).Selectors));

    /// <summary>Those of the table, in alphabetic order.</summary>
    public static IReadOnlyList<DkimSelector> All => Table.Value;

    /// <summary>Who is known to use a selector; empty for one that is not in the table.</summary>
    /// <param name="selector">The selector.</param>
    public static IReadOnlyList<DkimSelectorUser> UsersOf(string selector) => All.FirstOrDefault(known => known.Selector.Equals(selector, StringComparison.OrdinalIgnoreCase))?.Users ?? [];

    /// <summary>Those of the table, and those of the last months that New-DkimKey gives by itself.</summary>
    internal static IEnumerable<string> ToTry(DateTimeOffset now) =>
        All.Select(known => known.Selector).Concat(Enumerable.Range(0, OwnMonths).SelectMany(month => DkimSelectorChoice.Of(now.AddMonths(-month)).Take(OwnOfMonth)));
}
