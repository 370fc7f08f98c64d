namespace SmtpAdmin.Spf;

/// <summary>The results of a check (RFC 7208 section 2.6).</summary>
public enum SpfResult
{
    /// <summary>The domain publishes no record, or there is no domain to ask for.</summary>
    None,

    /// <summary>The domain says nothing about the sender.</summary>
    Neutral,

    /// <summary>The sender is authorized.</summary>
    Pass,

    /// <summary>The sender is not authorized.</summary>
    Fail,

    /// <summary>The sender is probably not authorized.</summary>
    SoftFail,

    /// <summary>The DNS did not answer: nothing is known now, and a later try may tell.</summary>
    TempError,

    /// <summary>The domain's records cannot be interpreted; their owner must mend them.</summary>
    PermError,
}
