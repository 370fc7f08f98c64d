namespace SmtpAdmin.Smtp.Relay;

/// <summary>Knows how mail to a domain's MX has to be encrypted: where DANE (RFC 7672) and MTA-STS (RFC 8461) have their place. Used by many at once.</summary>
internal interface ITlsPolicySource
{
    /// <summary>The policy for one mail host of a domain.</summary>
    /// <param name="domain">The recipients' domain in ASCII.</param>
    /// <param name="host">The host's name.</param>
    /// <param name="configured">What is configured for all MX; the answer is never weaker.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<RelayTlsPolicy> GetAsync(string domain, string host, RelayTlsPolicy configured, CancellationToken cancellationToken);
}
