using System.Collections;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the names of mail providers.</summary>
public sealed class ProviderCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) =>
        MailProviders.All.Select(provider => (provider.Name, $"{provider.DisplayName}: {provider.Host}:{provider.Port}, {provider.Security}"));
}
