namespace SmtpAdmin.Spf;

/// <summary>What a record is worth.</summary>
public enum SpfRecordStatus
{
    /// <summary>Nothing is wrong with it.</summary>
    Pass,

    /// <summary>It works, but something should be mended.</summary>
    Warning,

    /// <summary>It does not work, or authorizes everybody: a finding is an error.</summary>
    Fail,

    /// <summary>The domain publishes no record.</summary>
    None,

    /// <summary>A look-up that matters got no conclusive answer, and nothing that is known is an error. Says nothing, good or bad.</summary>
    Unknown,
}
