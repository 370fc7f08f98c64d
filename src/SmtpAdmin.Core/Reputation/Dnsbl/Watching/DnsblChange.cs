namespace SmtpAdmin.Reputation;

/// <summary>How a target's place on a list changed since the last runs.</summary>
public enum DnsblChange
{
    /// <summary>It is listed now and was not.</summary>
    Added,

    /// <summary>It was listed and is not any more: the list said so. Silence is no removal.</summary>
    Removed,

    /// <summary>It is still listed, with other codes.</summary>
    CodeChanged,
}
