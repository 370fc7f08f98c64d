namespace SmtpAdmin.Reputation;

/// <summary>What one of a list's codes says of the target.</summary>
public enum DnsblCodeResult
{
    /// <summary>It is listed.</summary>
    Listed,

    /// <summary>It is vouched for.</summary>
    Allowed,

    /// <summary>The list knows it and holds nothing against it.</summary>
    Neutral,

    /// <summary>Nothing: the list will not answer this resolver or this question.</summary>
    Refused,
}
