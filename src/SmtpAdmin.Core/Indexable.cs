namespace SmtpAdmin;

/// <summary>Lists that PowerShell can index. It takes a list that only has its indexer by an interface, as those that a collection expression makes, for one single value.</summary>
internal static class Indexable
{
    /// <summary>The list itself where its type has an indexer of its own, else its elements in an array.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> list) => list is T[] or List<T> ? list : list.ToArray();
}
