using System.Collections;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes record types: those that have a place in setting up mail.</summary>
public sealed class RecordTypeCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) =>
    [
        ("TXT", "Text: SPF, DKIM, DMARC, MTA-STS, TLS-RPT, and others' tokens"),
        ("MX", "A mail exchanger: preference and host"),
        ("A", "An IPv4 address"),
        ("AAAA", "An IPv6 address"),
        ("CNAME", "An alias for another name"),
        ("PTR", "The name of an address"),
        ("TLSA", "What a server's certificate has to be (DANE)"),
        ("SRV", "Where a service is found"),
        ("CAA", "Who may issue certificates"),
        ("NS", "A delegation"),
    ];
}
