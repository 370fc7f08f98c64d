namespace SmtpAdmin.Dkim;

/// <summary>What a key record is worth.</summary>
public enum DkimRecordStatus
{
    /// <summary>Nothing is wrong with it.</summary>
    Pass,

    /// <summary>Signatures can be verified with it, but something should be mended.</summary>
    Warning,

    /// <summary>No signature can be verified with it, or it is not the pair of the private key: a finding is an error.</summary>
    Fail,

    /// <summary>The key was revoked: the record is there, and its key is empty.</summary>
    Revoked,

    /// <summary>There is no key at the name.</summary>
    None,

    /// <summary>The look-up got no conclusive answer. Says nothing, good or bad.</summary>
    Unknown,
}
