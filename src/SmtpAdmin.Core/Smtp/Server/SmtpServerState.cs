namespace SmtpAdmin.Smtp.Server;

/// <summary>Where a session stands between two commands.</summary>
internal enum SmtpServerState
{
    /// <summary>No EHLO or HELO yet, or not again since STARTTLS.</summary>
    Connected,
    /// <summary>Greeted, and nothing goes before STARTTLS.</summary>
    NeedsTls,
    /// <summary>Greeted, and nothing goes before AUTH.</summary>
    NeedsAuth,
    /// <summary>Greeted, no transaction open.</summary>
    Ready,
    /// <summary>MAIL was taken.</summary>
    Mail,
    /// <summary>MAIL and at least one RCPT were taken.</summary>
    Recipients,
    /// <summary>A part of the message was taken by BDAT.</summary>
    Chunks,
    /// <summary>A part of the message was refused, or had no recipients: nothing of it can be taken any more.</summary>
    BrokenChunks,
    /// <summary>The greeting was a refusal: only QUIT is left (RFC 5321 section 3.1).</summary>
    TurnedAway,
    /// <summary>Over.</summary>
    Closed,
}
