namespace SmtpAdmin.Reputation;

/// <summary>What a list's opinion is worth: how many receivers act on it.</summary>
public enum DnsblSeverity
{
    /// <summary>Hardly anybody refuses mail because of it; or it only informs.</summary>
    Informational,

    /// <summary>Few receivers use it.</summary>
    Low,

    /// <summary>Many receivers use it: a listing means refused mail.</summary>
    High,
}
