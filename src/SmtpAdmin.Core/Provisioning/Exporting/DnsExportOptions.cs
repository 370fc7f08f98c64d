using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>How records are exported.</summary>
public sealed record DnsExportOptions
{
    /// <summary>The time to live where a format needs one, and nothing else says it.</summary>
    public static readonly TimeSpan DefaultTimeToLive = TimeSpan.FromHours(1);

    /// <summary>The format.</summary>
    public required DnsRecordFormat Format { get; init; }

    /// <summary>The provider of Terraform; needed there, and not to be given anywhere else.</summary>
    public TerraformProvider? Provider { get; init; }

    /// <summary>The zone: all owners must be in it. Null for none, where the format does without.</summary>
    public DnsName? Zone { get; init; }

    /// <summary>The time to live of sets that have none. Null for what the format does without: left out, or <see cref="DefaultTimeToLive"/>.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The resource group of the zone, for <see cref="DnsRecordFormat.AzureCli"/>; null for a variable of the shell.</summary>
    public string? ResourceGroup { get; init; }

    /// <summary>The server that nsupdate sends to, as an address or a name, with a port behind a colon or without; null for the zone's primary server.</summary>
    public string? Server { get; init; }
}
