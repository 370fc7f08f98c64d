using System.Collections;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the header fields that are usually signed.</summary>
public sealed class DkimHeaderCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) => DkimHeaderNames.Signed.Select(name =>
        (name, DkimHeaderNames.OverSigned.Contains(name) ? "Signed by default, so that none can be added" : "Signed by default where it is there"));
}
