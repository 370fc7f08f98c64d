namespace SmtpAdmin.Dmarc;

/// <summary>What kind of thing is wrong in a record, and so what a receiver makes of it.</summary>
public enum DmarcProblemKind
{
    /// <summary>It is not in the grammar: a receiver goes by the default, or as if it were not there (RFC 9989 section 4.8).</summary>
    Syntax,

    /// <summary>The tag stands there a second time: what a receiver makes of that is not said.</summary>
    Duplicate,

    /// <summary>The tag is of no standard: a receiver ignores it.</summary>
    Unknown,

    /// <summary>The tag was in RFC 7489 and is not in RFC 9989: a receiver may still go by it.</summary>
    Removed,

    /// <summary>What was in RFC 7489 and is to be ignored: a limit for the size of reports.</summary>
    Obsolete,
}
