namespace SmtpAdmin.Smtp.Protocol;

/// <summary>When a sender wants a delivery status notification (NOTIFY, RFC 3461 section 4.1). <see cref="Never"/> stands alone.</summary>
[Flags]
public enum DsnNotify
{
    /// <summary>Nothing is said; the server does as it usually does (failure, perhaps delay).</summary>
    None = 0,
    /// <summary>Never.</summary>
    Never = 1,
    /// <summary>When the message was delivered.</summary>
    Success = 2,
    /// <summary>When it cannot be delivered.</summary>
    Failure = 4,
    /// <summary>When delivery is delayed.</summary>
    Delay = 8,
}
