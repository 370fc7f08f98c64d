using System.Collections;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the networks that a company's own hosts are in.</summary>
public sealed class RelayNetworkCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) =>
    [
        ("127.0.0.0/8", "This machine, over IPv4"),
        ("::1", "This machine, over IPv6"),
        ("10.0.0.0/8", "Private addresses (RFC 1918)"),
        ("172.16.0.0/12", "Private addresses (RFC 1918)"),
        ("192.168.0.0/16", "Private addresses (RFC 1918)"),
        ("fd00::/8", "Unique local addresses (RFC 4193)"),
    ];
}
