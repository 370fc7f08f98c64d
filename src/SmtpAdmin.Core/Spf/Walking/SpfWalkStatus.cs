namespace SmtpAdmin.Spf;

/// <summary>What became of a record that was to be read.</summary>
public enum SpfWalkStatus
{
    /// <summary>There is one, and it was read; its syntax may be wrong.</summary>
    Found,

    /// <summary>The domain publishes none, or does not exist: permanent error for who includes it (RFC 7208 section 5.2).</summary>
    None,

    /// <summary>The domain publishes several: permanent error (RFC 7208 section 4.5).</summary>
    Several,

    /// <summary>The DNS failed or did not answer: nothing is known.</summary>
    Unknown,

    /// <summary>The name hangs on the sender, by a macro, so that the record is another for each.</summary>
    ByMacro,

    /// <summary>The name is none that can be asked for.</summary>
    BadName,

    /// <summary>The record includes itself: permanent error, once the look-ups are used up.</summary>
    Loop,

    /// <summary>So many records were read before that this one was left out.</summary>
    LeftOut,
}
