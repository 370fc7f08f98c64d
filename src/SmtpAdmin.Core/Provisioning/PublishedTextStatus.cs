namespace SmtpAdmin.Provisioning;

/// <summary>What is published where a new record is to stand.</summary>
public enum PublishedTextStatus
{
    /// <summary>Nobody was asked.</summary>
    NotAsked,

    /// <summary>The DNS gave no conclusive answer: there may be one or not.</summary>
    Unknown,

    /// <summary>There is no record of this kind.</summary>
    None,

    /// <summary>There is one, and it says just what the new one says.</summary>
    Same,

    /// <summary>There is another one, which the new one is to replace.</summary>
    Other,

    /// <summary>There are several, of which none holds.</summary>
    Several,
}
