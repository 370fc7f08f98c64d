namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>What a spool makes durable.</summary>
internal enum MemorySpoolStep
{
    /// <summary>A new message.</summary>
    Commit,
    /// <summary>A change to one.</summary>
    Append,
    /// <summary>That one is forgotten.</summary>
    Remove,
}
