using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>Something that a DNS server is to do wrong.</summary>
/// <param name="Kind">What.</param>
public sealed record LabDnsFault(LabDnsFaultKind Kind)
{
    /// <summary>For questions of this type only; null for all.</summary>
    public DnsType? Type { get; init; }

    /// <summary>How many times; null for always.</summary>
    public int? Times { get; init; }

    /// <summary>How late <see cref="LabDnsFaultKind.Late"/> is.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);
}
