namespace SmtpAdmin.Dkim;

/// <summary>What a file of a private key is.</summary>
internal enum DkimKeyFileStatus
{
    /// <summary>The key that pairs with the record.</summary>
    Paired,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>Another key, or none.</summary>
    Other,

    /// <summary>It cannot be read by this account.</summary>
    Unreadable,
}
