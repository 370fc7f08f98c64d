namespace SmtpAdmin.Smtp.Protocol;

/// <summary>How far the reading of a reply has come.</summary>
public enum SmtpReplyStatus
{
    /// <summary>More octets are needed.</summary>
    Incomplete,
    /// <summary>The reply is whole.</summary>
    Complete,
    /// <summary>What came is no reply, and nothing behind it can be trusted to be one.</summary>
    Violation,
}
