using SmtpAdmin.Dns;

namespace SmtpAdmin.MtaSts;

/// <summary>A policy, before it is said what is to be known of it.</summary>
internal sealed record MtaStsDraft
{
    /// <summary>The domain.</summary>
    public required DnsName Domain { get; init; }

    /// <summary>The name that holds the record.</summary>
    public required DnsName Owner { get; init; }

    /// <summary>What senders do.</summary>
    public required MtaStsMode Mode { get; init; }

    /// <summary>The hosts and patterns.</summary>
    public required IReadOnlyList<MtaStsPattern> Patterns { get; init; }

    /// <summary>How long senders may keep the policy.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>The id was given, and says nothing of the content.</summary>
    public required bool HasOwnId { get; init; }

    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The file.</summary>
    public required string PolicyText { get; init; }

    /// <summary>Where senders fetch the file (RFC 8461 section 3.3).</summary>
    public string PolicyUrl => $"https://{MtaStsText.HostLabel}.{Domain}/.well-known/mta-sts.txt";
}
