using System.Collections;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the ports that mail servers use.</summary>
public sealed class PortCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) =>
    [
        ("25", "SMTP between servers (RFC 5321)"),
        ("465", "Submission with TLS from the start (RFC 8314)"),
        ("587", "Submission with STARTTLS (RFC 6409)"),
        ("2525", "Submission, where a network blocks the others"),
    ];
}
