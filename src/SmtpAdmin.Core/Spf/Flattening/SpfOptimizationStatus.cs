namespace SmtpAdmin.Spf;

/// <summary>What became of a record that was to cost fewer look-ups.</summary>
public enum SpfOptimizationStatus
{
    /// <summary>Terms are replaced by addresses, or the record is split: other records are to be published.</summary>
    Optimized,

    /// <summary>The record is within the look-ups and the length that it may have, as it is.</summary>
    Unchanged,

    /// <summary>However many terms are replaced, it needs more look-ups or octets than it may have: there is no record to publish.</summary>
    OverBudget,

    /// <summary>The domain publishes no SPF record, or does not exist.</summary>
    NoRecord,

    /// <summary>The record is in permanent error by more than its look-ups (RFC 7208 section 2.6.7): it has to be mended first.</summary>
    Invalid,

    /// <summary>What it includes is too much to be read as a whole.</summary>
    TooLarge,

    /// <summary>A look-up failed, so that addresses would be missing: there is no record to publish. A later run may tell.</summary>
    Unknown,
}
