using System.Collections;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the SASL mechanisms.</summary>
public sealed class AuthMechanismCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) =>
    [
        ("SCRAM-SHA-256", "Password, never sent (RFC 7677)"),
        ("PLAIN", "Password, sent as it is (RFC 4616)"),
        ("LOGIN", "Password, sent as it is; older than PLAIN"),
        ("CRAM-MD5", "Password, never sent, but weakly protected (RFC 2195)"),
        ("OAUTHBEARER", "Access token (RFC 7628)"),
        ("XOAUTH2", "Access token, the way of Google and Microsoft"),
    ];
}
