namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where the audit log goes.</summary>
public sealed record SmtpRelayAudit
{
    /// <summary>Its folder; null for <c>audit</c> in the spool's.</summary>
    public string? Path { get; init; }

    /// <summary>A new file is begun when the current one has this many octets.</summary>
    public long MaxFileSize { get; init; } = 64L * 1024 * 1024;

    /// <summary>A new file is begun when the current one is this old.</summary>
    public TimeSpan MaxFileAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Files older than this are deleted.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);
}
