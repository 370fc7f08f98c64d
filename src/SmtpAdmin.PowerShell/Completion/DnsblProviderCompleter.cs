using System.Collections;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the names of DNS lists.</summary>
public sealed class DnsblProviderCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) =>
        DnsblCatalogue.Default.Providers.Where(provider => provider.State == DnsblLifecycle.Active).Select(provider => (provider.Name, $"{provider.Zone}: {provider.Description}"));
}
