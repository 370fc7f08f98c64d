using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace SmtpAdmin.Spf;

/// <summary>The providers that are known.</summary>
public static class SpfProviders
{
    private const int Similar = 3;
    private static readonly Lazy<IReadOnlyList<SpfProvider>> Table = new(() => Indexable.Of(EmbeddedJson.Read<SpfProviderFile>(SpfProviderFile.Table).Providers));

    /// <summary>All of them, in alphabetic order.</summary>
    public static IReadOnlyList<SpfProvider> All => Table.Value;

    /// <summary>A provider by its name, or another name that is taken for it, in any case; null when there is none.</summary>
    /// <param name="name">The name.</param>
    public static SpfProvider? Find(string name) => All.FirstOrDefault(provider => Names(provider).Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>Reads <c>Name</c> or <c>Name/variant</c>.</summary>
    internal static bool TryChoose(string text, [NotNullWhen(true)] out SpfProviderChoice? choice, [NotNullWhen(false)] out SpfRefusal? refusal)
    {
        choice = null;
        refusal = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var name = (slash < 0 ? text : text[..slash]).Trim();
        var variant = slash < 0 ? null : text[(slash + 1)..].Trim();
        if (Find(name) is not { } provider) refusal = Unknown(name, text);
        else if (variant is null)
        {
            if (provider.NeedsNoVariant) choice = new SpfProviderChoice(provider, null, provider.Includes);
            else refusal = new SpfRefusal(SpfRefusalCode.BadProvider, $"{provider.DisplayName} has no include that is the same for all. {Wanted(provider)}", text);
        }
        else if (provider.Variants.FirstOrDefault(known => known.Name.Equals(variant, StringComparison.OrdinalIgnoreCase)) is { } listed)
            choice = new SpfProviderChoice(provider, listed.Name, listed.Includes);
        else if (provider.Form is { } form && Matches(form, variant))
            choice = new SpfProviderChoice(provider, variant, [.. form.Includes.Select(include => include.Replace("{variant}", variant, StringComparison.Ordinal))]);
        else
            refusal = new SpfRefusal(SpfRefusalCode.BadProvider, $"'{PlainText.Excerpt(variant)}' is none of {provider.DisplayName}. {Wanted(provider, variant)}", text);
        return choice is not null;
    }

    private static bool Matches(SpfProviderForm form, string variant) =>
        variant.Length <= 63 && Regex.IsMatch(variant, form.Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) && !variant.EndsWith('\n');

    private static SpfRefusal Unknown(string name, string text)
    {
        var nearest = NearestWords.Find(name, All.SelectMany(Names), Similar).Select(known => Find(known)!.Name).Distinct().ToList();
        var meant = nearest.Count > 0 ? $"Did you mean {string.Join(" or ", nearest)}?" : $"These are: {string.Join(", ", All.Select(provider => provider.Name))}. For any other, give the domain that it documents to -Include.";
        return new SpfRefusal(SpfRefusalCode.UnknownProvider, $"'{PlainText.Excerpt(name)}' is no provider that is known here. {meant}", text);
    }

    private static string Wanted(SpfProvider provider, string? given = null)
    {
        var nearest = given is null ? [] : NearestWords.Find(given, provider.Variants.Select(variant => variant.Name), Similar);
        if (nearest.Count > 0) return $"Did you mean '{provider.Name}/{nearest[0]}'?";
        var form = provider.Form is { } free ? $"Give '{provider.Name}/{free.Example}' or the like: {free.Description}" : "";
        var listed = provider.Variants.Count > 0 && provider.Form is null ? $"Give one of {string.Join(", ", provider.Choices())}." : "";
        return form.Length + listed.Length > 0 ? form + listed : $"Give '{provider.Name}' alone.";
    }

    private static IEnumerable<string> Names(SpfProvider provider) => provider.Aliases.Prepend(provider.Name);
}
