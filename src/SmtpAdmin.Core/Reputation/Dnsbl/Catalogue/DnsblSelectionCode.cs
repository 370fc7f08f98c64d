namespace SmtpAdmin.Reputation;

/// <summary>What is the matter with a choice of lists.</summary>
public enum DnsblSelectionCode
{
    /// <summary>No list has this name, nor any that fits the wildcards; as a note, a zone to be left out would not have been asked.</summary>
    UnknownProvider,

    /// <summary>The list was closed; as a note, wildcards only fit such lists.</summary>
    RetiredProvider,

    /// <summary>The list only answers holders of a key, and none was given.</summary>
    ProviderNeedsKey,

    /// <summary>The zone is no domain name that could be asked.</summary>
    BadZone,

    /// <summary>The key is not in the form of one.</summary>
    BadKey,

    /// <summary>No list is left to be asked.</summary>
    NothingSelected,

    /// <summary>A note: the zone looks like that of a list, misspelt.</summary>
    SimilarZone,

    /// <summary>A note: none of the lists takes the key that was given.</summary>
    UnusedKey,
}
