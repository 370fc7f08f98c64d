using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The result of an attempt to deliver to one recipient.</summary>
/// <param name="Recipient">The recipient's number in its envelope.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Status">The enhanced status code, class included, such as <c>2.1.5</c> or <c>4.4.1</c> (RFC 3463): the server's own, else the one that fits.</param>
/// <param name="Text">What the server said, code included, or what else happened, on one line.</param>
internal sealed record DeliveryResult(int Recipient, DeliveryOutcome Outcome, string Status, string Text)
{
    /// <summary>The text is a server's reply, to be told as <c>Diagnostic-Code: smtp</c> (RFC 3464 section 2.3.6).</summary>
    public bool IsReply { get; init; }

    /// <summary>The server's name or address, as it was routed to; null where none was reached.</summary>
    public string? Server { get; init; }

    /// <summary>The server's address and port; null where none was reached.</summary>
    public string? EndPoint { get; init; }

    /// <summary>The TLS version and cipher suite; null without TLS.</summary>
    public string? Tls { get; init; }

    /// <summary>The next server offers DSN and was given NOTIFY: reports of success are its business (RFC 3461 section 5.2.1).</summary>
    public bool IsDsnPassedOn { get; init; }

    /// <summary>The kind of failure, where it was not a reply.</summary>
    public SmtpFailureKind FailureKind { get; init; }

    /// <summary>How long it took, from MAIL to the word on this recipient.</summary>
    public TimeSpan Duration { get; init; }
}
