namespace SmtpAdmin.Spf;

/// <summary>One of several forms of a provider: a region, a data centre, a cloud of its own.</summary>
/// <param name="Name">The name behind the slash, e.g. <c>eu</c>.</param>
/// <param name="Description">What it is.</param>
/// <param name="Includes">The domains to include.</param>
public sealed record SpfProviderVariant(string Name, string Description, IReadOnlyList<string> Includes)
{
    /// <summary>The domains to include.</summary>
    public IReadOnlyList<string> Includes { get; init => field = Indexable.Of(value); } = Indexable.Of(Includes);
}
