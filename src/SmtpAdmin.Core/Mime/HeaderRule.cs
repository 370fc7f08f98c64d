namespace SmtpAdmin.Mime;

/// <summary>What is known of a header; a row of <c>headers.json</c>.</summary>
/// <param name="Name">Its name; with a <c>*</c> at the end, every name that begins so.</param>
/// <param name="Kind">How its value is written.</param>
/// <param name="Singleton">It may stand only once (RFC 5322 section 3.6).</param>
/// <param name="Reason">Why it is forbidden.</param>
internal sealed record HeaderRule(string Name, HeaderKind Kind, bool Singleton = false, string Reason = "")
{
    private static readonly Lazy<HeaderRule[]> Table = new(() => EmbeddedJson.Read<HeaderRule[]>("Mime.headers.json"));

    private static readonly HeaderRule Unknown = new("*", HeaderKind.Unstructured);

    /// <summary>The rule for a header; one that is not in the table is free text and may be repeated (RFC 5322 section 3.6.8).</summary>
    public static HeaderRule For(string name) => Array.Find(Table.Value, rule => rule.IsFor(name)) ?? Unknown;

    private bool IsFor(string name) => Name.EndsWith('*')
        ? name.StartsWith(Name.AsSpan(0, Name.Length - 1), StringComparison.OrdinalIgnoreCase)
        : name.Equals(Name, StringComparison.OrdinalIgnoreCase);
}
