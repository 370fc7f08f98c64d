using System.Collections;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the names of blacklists: those that are still run, and the others where they are asked for.</summary>
public sealed class DnsblProviderCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) =>
        DnsblCatalogue.Default.Providers
            .Where(provider => provider.Retired is null || bound.Contains("IncludeRetired"))
            .Select(provider => (provider.Name, $"{provider.Zone}: {(provider.Description.Length > 0 ? provider.Description : provider.Operator)}"));
}
