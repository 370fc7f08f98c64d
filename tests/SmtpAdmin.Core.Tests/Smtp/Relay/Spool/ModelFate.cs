namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>What is known of something that a spool was asked to keep.</summary>
internal enum ModelFate
{
    /// <summary>Nobody was told: it may be there or not.</summary>
    Unknown,
    /// <summary>It was said to be durable: it must be there.</summary>
    Done,
    /// <summary>It was refused, and the spool has not written anything since: it must be gone unless the process ends before that.</summary>
    Refused,
    /// <summary>It must never be there again.</summary>
    Gone,
}
