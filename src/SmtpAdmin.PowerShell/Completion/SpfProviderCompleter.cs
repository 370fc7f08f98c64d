using System.Collections;
using SmtpAdmin.Spf;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the providers whose includes are known, and behind a slash their regions and forms.</summary>
public sealed class SpfProviderCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) => SpfProviders.All.SelectMany(provider => provider.Choices().Select(choice => (choice, ToolTip(provider, choice))));

    private static string ToolTip(SpfProvider provider, string choice)
    {
        if (provider.Variants.FirstOrDefault(variant => choice == $"{provider.Name}/{variant.Name}") is { } form) return $"{provider.DisplayName}, {form.Description}: {string.Join(", ", form.Includes)}";
        if (choice != provider.Name) return $"{provider.DisplayName}: {provider.Form!.Description}";
        return $"{provider.DisplayName}: {(provider.Includes.Count > 0 ? string.Join(", ", provider.Includes) : "needs no include")}";
    }
}
