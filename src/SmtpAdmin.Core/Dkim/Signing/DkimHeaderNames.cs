namespace SmtpAdmin.Dkim;

/// <summary>Which header fields are signed when nothing else is asked for (RFC 6376 section 5.4.1).</summary>
public static class DkimHeaderNames
{
    /// <summary>Those that a reader sees or that say how the body is read: none may change, and none may be added.</summary>
    public static IReadOnlyList<string> OverSigned { get; } =
        Indexable.Of(["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]);

    /// <summary>All that are signed where they are there: besides those, what answers and lists go by (RFC 8058 section 4 for unsubscribing).</summary>
    public static IReadOnlyList<string> Signed { get; } = Indexable.Of(
    [
        .. OverSigned, "Sender", "Reply-To", "Cc", "In-Reply-To", "References", "Content-Disposition", "Content-ID", "Content-Description",
        "Resent-Date", "Resent-From", "Resent-Sender", "Resent-To", "Resent-Cc", "Resent-Message-ID",
        "List-Id", "List-Help", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Subscribe", "List-Post", "List-Owner", "List-Archive",
    ]);
}
