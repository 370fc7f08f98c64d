namespace SmtpAdmin.Provisioning;

/// <summary>What records are exported for.</summary>
public enum DnsRecordFormat
{
    /// <summary>Lines of a zone file (RFC 1035 section 5.1).</summary>
    Bind,

    /// <summary>Commands of the PowerShell module DnsServer, for the DNS server of Windows.</summary>
    DnsServerPowerShell,

    /// <summary>A change batch for Amazon Route 53.</summary>
    Route53,

    /// <summary>A body for the batch request of Cloudflare's API.</summary>
    CloudflareApi,

    /// <summary>A shell script that calls Azure's <c>az</c>.</summary>
    AzureCli,

    /// <summary>YAML for <c>gcloud dns record-sets import</c>.</summary>
    GoogleDns,

    /// <summary>Resources for Terraform and OpenTofu.</summary>
    Terraform,

    /// <summary>A zone for octoDNS's YamlProvider.</summary>
    OctoDns,

    /// <summary>JavaScript for DNSControl.</summary>
    DnsControl,

    /// <summary>Commands for nsupdate (RFC 2136).</summary>
    NsUpdate,

    /// <summary>An array of record sets, which is read again here; docs/dns-records.schema.json describes it.</summary>
    Json,

    /// <summary>A table with a record a line (RFC 4180), which is read again here.</summary>
    Csv,
}
