namespace SmtpAdmin.Reputation;

/// <summary>Who may ask a list.</summary>
public enum DnsblAccess
{
    /// <summary>Anybody.</summary>
    Open,

    /// <summary>Anybody with a resolver of his own, up to a number of queries.</summary>
    Limited,

    /// <summary>Resolvers that were registered with the list.</summary>
    Registration,

    /// <summary>Holders of a key, which is part of the zone's name.</summary>
    Key,
}
