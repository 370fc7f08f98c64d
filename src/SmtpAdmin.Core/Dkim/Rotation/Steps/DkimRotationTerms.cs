namespace SmtpAdmin.Dkim;

/// <summary>What holds for the steps of a rotation.</summary>
internal sealed record DkimRotationTerms
{
    /// <summary>How long the old record is kept after the signer used it last.</summary>
    public required TimeSpan Retain { get; init; }

    /// <summary>From which age on a key is to be followed by another; null for never by itself.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Begin anew, though the key is not old enough, or was lost before it signed.</summary>
    public bool Force { get; init; }

    /// <summary>Change the signer's configuration, when it is time.</summary>
    public bool UpdateConfig { get; init; }
}
