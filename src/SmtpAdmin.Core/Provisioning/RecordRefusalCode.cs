namespace SmtpAdmin.Provisioning;

/// <summary>Why no record is made.</summary>
public enum RecordRefusalCode
{
    /// <summary>The domain is none that could publish the record.</summary>
    BadDomain,

    /// <summary>An address for reports is none.</summary>
    BadReportAddress,

    /// <summary>There is nobody to send reports to, and the record is for nothing else.</summary>
    NoReportAddress,

    /// <summary>What was given contradicts the stage.</summary>
    StageContradicted,

    /// <summary>Options for failure reports exclude each other, or there is nobody to send such reports to.</summary>
    BadFailureOption,

    /// <summary>A selector of DKIM is none.</summary>
    BadSelector,

    /// <summary>The tag is no part of the standard any more.</summary>
    RemovedTag,

    /// <summary>A mail host, or a pattern for such, is none.</summary>
    BadMxHost,

    /// <summary>The time for which a policy holds is out of its range.</summary>
    BadMaxAge,

    /// <summary>The id of a policy is none.</summary>
    BadId,

    /// <summary>The domain has no mail exchangers that could be taken.</summary>
    NoMx,

    /// <summary>The domain says that it takes no mail (RFC 7505).</summary>
    NullMx,

    /// <summary>The mail exchangers could not be learned.</summary>
    MxUnknown,

    /// <summary>The file cannot be one for this policy.</summary>
    BadPath,

    /// <summary>The record would be longer than a record can be.</summary>
    TooLong,
}
