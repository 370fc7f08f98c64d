using System.Collections;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes where a relay listens.</summary>
public sealed class RelayListenCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) =>
    [
        ("127.0.0.1:25", "This machine alone, over IPv4"),
        ("[::1]:25", "This machine alone, over IPv6"),
        ("0.0.0.0:25", "All IPv4 addresses of this machine"),
        ("[::]:25", "All IPv6 addresses of this machine"),
        ("0.0.0.0:587", "Submission with STARTTLS (RFC 6409)"),
        ("0.0.0.0:465", "Submission with TLS from the start (RFC 8314)"),
    ];

    /// <inheritdoc/>
    protected override bool IsMeant(string word, string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return base.IsMeant(word, typed.Trim('\'', '"'));
    }
}
