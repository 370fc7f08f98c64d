namespace SmtpAdmin.Dkim;

/// <summary>What came out of a signature, in the words of RFC 8601 section 2.7.1.</summary>
public enum DkimStatus
{
    /// <summary>The signature holds.</summary>
    Pass,

    /// <summary>The signature was acceptable, but does not hold: the message was changed, or signed with another key; or its time is over.</summary>
    Fail,

    /// <summary>The signature has an error in its syntax, or could not be processed.</summary>
    Neutral,

    /// <summary>The signature is of a kind that must not be accepted: its key or its algorithm is too weak (RFC 8301).</summary>
    Policy,

    /// <summary>It cannot be known now: the key could not be asked for. A later try may tell.</summary>
    TempError,

    /// <summary>It will not be known: there is no key, or it must not be used for this, or a header field is missing that has to be signed.</summary>
    PermError,

    /// <summary>The message is not signed.</summary>
    None,
}
