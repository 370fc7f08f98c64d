using System.Collections;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the servers of mail providers, with their ports.</summary>
public sealed class SmartHostCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) =>
        MailProviders.All.Where(provider => !provider.Host.Contains('{', StringComparison.Ordinal)).Select(provider => ($"{provider.Host}:{provider.Port}", $"{provider.DisplayName}, {provider.Security}"));
}
