namespace SmtpAdmin.Reputation;

/// <summary>What kind of thing a list lists. A list may be of several.</summary>
public enum DnsblCategory
{
    /// <summary>Sources of spam: traps were hit, people complained.</summary>
    Spam,

    /// <summary>Hijacked machines: open proxies, bots, brute force.</summary>
    Exploit,

    /// <summary>Addresses that should not send mail by their owner's or the list's policy: dynamic and residential ranges, no reverse DNS.</summary>
    Policy,

    /// <summary>Senders of bounces and autoreplies to people who wrote nothing.</summary>
    Backscatter,

    /// <summary>Phishing and malware sites.</summary>
    Phishing,

    /// <summary>A score or grade rather than a verdict.</summary>
    Reputation,

    /// <summary>Whole networks: by provider, autonomous system, country, or not assigned to anybody.</summary>
    Network,

    /// <summary>Domains by age.</summary>
    NewDomain,

    /// <summary>Senders that are vouched for.</summary>
    Allow,
}
