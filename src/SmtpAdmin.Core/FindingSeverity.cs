namespace SmtpAdmin;

/// <summary>How much a <see cref="Finding"/> matters for getting mail delivered.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; nothing has to be done.</summary>
    Information,

    /// <summary>Mail may flow, but some receivers will punish it or it will break soon.</summary>
    Warning,

    /// <summary>Mail does not flow, or a receiver is right to refuse it.</summary>
    Error,
}
