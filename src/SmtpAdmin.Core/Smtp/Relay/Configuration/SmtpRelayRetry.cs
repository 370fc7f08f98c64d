namespace SmtpAdmin.Smtp.Relay;

/// <summary>When failed deliveries are tried again (RFC 5321 section 4.5.4.1).</summary>
public sealed record SmtpRelayRetry
{
    /// <summary>The pause behind the first attempt. Each further pause is twice as long, give or take a fifth, so that what failed together does not come back together.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest pause, give or take a fifth.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(4);

    /// <summary>After this time a recipient is given up and bounces.</summary>
    public TimeSpan ExpireAfter { get; init; } = TimeSpan.FromDays(5);

    /// <summary>After this time the sender is told, once, that a message is late; null for never.</summary>
    public TimeSpan? DelayNotice { get; init; }
}
