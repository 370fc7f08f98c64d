using System.Collections;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the stages of a test, in the order in which they run.</summary>
public sealed class StageCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) =>
    [
        ("Resolve", "From the server's name to its addresses"),
        ("Connect", "The TCP connection"),
        ("Banner", "The server's greeting"),
        ("Ehlo", "EHLO: what the server offers"),
        ("StartTls", "TLS and the certificate"),
        ("Auth", "The login"),
        ("MailFrom", "The sender"),
        ("RcptTo", "The recipients; nothing is sent"),
        ("Data", "The message; it is sent"),
        ("Quit", "The goodbye; the message is sent"),
    ];
}
