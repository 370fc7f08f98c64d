namespace SmtpAdmin.Smtp.Protocol;

/// <summary>The parameters of RCPT TO, all of the DSN extension (RFC 3461).</summary>
public sealed record RcptToParameters
{
    /// <summary>No parameters.</summary>
    public static RcptToParameters None { get; } = new();

    /// <summary>When a notification is wanted (NOTIFY, section 4.1).</summary>
    public DsnNotify Notify { get; init; }

    /// <summary>The recipient that the sender named, before any redirection (ORCPT, section 4.2); null to say nothing.</summary>
    public EmailAddress? OriginalRecipient { get; init; }
}
