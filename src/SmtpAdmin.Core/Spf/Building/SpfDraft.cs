namespace SmtpAdmin.Spf;

/// <summary>A record as far as it can be made without the DNS.</summary>
internal sealed record SpfDraft
{
    /// <summary>The domain; null when it is not named, or is none.</summary>
    public Dns.DnsName? Domain { get; init; }

    /// <summary>The record; empty when it is refused.</summary>
    public string Value { get; init; } = "";

    /// <summary>The senders to prove it for.</summary>
    public IReadOnlyList<SpfSender> Prove { get; init; } = [];

    /// <summary>What was done to what was given, and what is to be known of the providers.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Why there is no record.</summary>
    public IReadOnlyList<SpfRefusal> Refusals { get; init; } = [];
}
