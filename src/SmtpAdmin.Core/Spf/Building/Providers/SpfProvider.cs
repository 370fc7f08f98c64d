namespace SmtpAdmin.Spf;

/// <summary>A provider that sends mail for others, and what it documents that their SPF record has to include.</summary>
public sealed record SpfProvider
{
    /// <summary>The name to choose it by, e.g. <c>Microsoft365</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name that people know it by.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Other names that are taken for it.</summary>
    public IReadOnlyList<string> Aliases { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The domains to include when nothing stands behind the name; empty where there is no such, or where a variant has to be named.</summary>
    public IReadOnlyList<string> Includes { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Its forms, for <c>Name/variant</c>; empty where there is one form only.</summary>
    public IReadOnlyList<SpfProviderVariant> Variants { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What else may stand behind the slash; null for nothing.</summary>
    public SpfProviderForm? Form { get; init; }

    /// <summary>Where its include is of use.</summary>
    public required SpfProviderPlace Place { get; init; }

    /// <summary>Where and when the include is of use, as the provider's pages say; empty where nothing is to be said.</summary>
    public string Note { get; init; } = "";

    /// <summary>What else has to be published for it, with <c>{variant}</c> for what stands behind the slash; told only where something does. Empty for nothing.</summary>
    public string Companion { get; init; } = "";

    /// <summary>What could not be found on the provider's own pages; empty where all was.</summary>
    public string Doubt { get; init; } = "";

    /// <summary>Where these facts come from.</summary>
    public IReadOnlyList<SpfProviderSource> Sources { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The page that bears the most: the provider's own where there is one.</summary>
    public string Reference => Sources.OrderBy(source => source.By).Select(source => source.Url).FirstOrDefault() ?? "";

    /// <summary>Where the includes come from: the provider's own page where there is one; null where there are no sources.</summary>
    internal SpfProviderSource? SourceOfIncludes =>
        Sources.Where(source => source.Facts.Contains("includes")).OrderBy(source => source.By).FirstOrDefault() ?? Sources.OrderBy(source => source.By).FirstOrDefault();

    /// <summary>What may be written for it: its name, alone and with each variant.</summary>
    public IEnumerable<string> Choices() =>
        Variants.Select(variant => $"{Name}/{variant.Name}").Concat(Form is null || Variants.Count > 0 ? [] : [$"{Name}/{Form.Example}"]).Prepend(Name).Where(choice => choice != Name || NeedsNoVariant);

    /// <summary>The name alone says enough.</summary>
    internal bool NeedsNoVariant => Includes.Count > 0 || (Variants.Count == 0 && Form is null);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
