using System.Collections;
using SmtpAdmin.Spf;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the providers whose includes are known, and behind a slash their regions and forms.</summary>
public sealed class SpfProviderCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) => SpfProviders.All.SelectMany(provider => provider.Choices().Select(choice => (choice, ToolTip(provider, choice))));

    /// <inheritdoc/>
    /// <remarks>Other names of a provider, and the words of its name, lead to the one that is written.</remarks>
    protected override bool IsMeant(string word, string typed)
    {
        if (base.IsMeant(word, typed)) return true;
        ArgumentNullException.ThrowIfNull(word);
        return typed is { Length: > 0 } && SpfProviders.Find(word.Split('/')[0]) is { } provider
            && provider.Aliases.Concat(provider.DisplayName.Split(' ')).Append(provider.DisplayName).Any(name => base.IsMeant(name, typed));
    }

    private static string ToolTip(SpfProvider provider, string choice)
    {
        if (provider.Variants.FirstOrDefault(variant => choice == $"{provider.Name}/{variant.Name}") is { } form) return $"{provider.DisplayName}, {form.Description}: {string.Join(", ", form.Includes)}";
        if (choice != provider.Name) return $"{provider.DisplayName}: {provider.Form!.Description}";
        return $"{provider.DisplayName}: {(provider.Includes.Count > 0 ? string.Join(", ", provider.Includes) : "needs no include")}";
    }
}
