namespace SmtpAdmin.Spf;

/// <summary>What is to be said of a term of a record.</summary>
public enum SpfTermStatus
{
    /// <summary>It can be tried.</summary>
    Ok,

    /// <summary>What it matches hangs on the sender, by a macro or a reverse name.</summary>
    BySender,

    /// <summary>No check ever comes to it, for an <c>all</c> (RFC 7208 sections 5.1 and 6.1).</summary>
    Ignored,

    /// <summary>A look-up for it found nothing, for IPv4 or IPv6 senders: a void look-up (RFC 7208 section 4.6.4).</summary>
    Void,

    /// <summary>A look-up for it got no conclusive answer.</summary>
    Unknown,

    /// <summary>A check that comes to it ends in permanent error.</summary>
    Error,

    /// <summary>It was not looked up, because there was too much before it.</summary>
    LeftOut,
}
