using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>What was made of a request, before anybody is asked.</summary>
internal sealed record DmarcDraft
{
    /// <summary>The domain.</summary>
    public required DnsName Domain { get; init; }

    /// <summary>The name that holds the record.</summary>
    public required DnsName Owner { get; init; }

    /// <summary>What the record says.</summary>
    public required DmarcRecord Record { get; init; }

    /// <summary>The names that hold the DKIM keys of the selectors that were given.</summary>
    public required IReadOnlyList<DnsName> Keys { get; init; }

    /// <summary>The hosts outside the domain that reports go to.</summary>
    public required IReadOnlyList<DmarcDestination> Destinations { get; init; }

    /// <summary>The policy for the domain.</summary>
    public DmarcPolicy Policy => Record.Policy ?? DmarcPolicy.None;

    /// <summary>The strictest policy of all.</summary>
    public DmarcPolicy Strictest => new[] { Policy, Subdomains, Nonexistent }.Max();

    /// <summary>The policy for subdomains that exist.</summary>
    public DmarcPolicy Subdomains => Record.SubdomainPolicy ?? Policy;

    /// <summary>The policy for subdomains that do not exist.</summary>
    public DmarcPolicy Nonexistent => Record.NonexistentSubdomainPolicy ?? Subdomains;
}
