namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a report says of one recipient (RFC 3464 section 2.3).</summary>
/// <param name="Recipient">The recipient's number in its envelope.</param>
/// <param name="Status">The enhanced status code, such as <c>5.1.1</c>.</param>
/// <param name="Text">The server's reply or the reason, on one line.</param>
internal sealed record ReportedRecipient(int Recipient, string Status, string Text)
{
    /// <summary>The text is a server's reply: <c>Diagnostic-Code: smtp</c>.</summary>
    public bool IsReply { get; init; }

    /// <summary>The server that said it; null for none.</summary>
    public string? Server { get; init; }

    /// <summary>When it was last tried; null for never.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>Until when it will be tried, for a delay notice.</summary>
    public DateTimeOffset? RetryUntil { get; init; }
}
