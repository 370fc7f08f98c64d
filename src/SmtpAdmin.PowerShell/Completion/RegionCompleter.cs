using System.Collections;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the regions of the provider that is named on the same command line.</summary>
public sealed class RegionCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) =>
        MailProviders.All
            .Where(provider => bound["Provider"] is not string name || string.Equals(provider.Name, name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(provider => provider.Regions.Select(region => (region, $"{provider.DisplayName}: {provider.Resolve(region).Host}")));
}
