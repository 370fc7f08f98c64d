namespace SmtpAdmin.Dkim;

/// <summary>What one call saw of a rotation.</summary>
internal sealed record DkimRotationSight
{
    /// <summary>The time of the call.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The file of the new private key.</summary>
    public required DkimKeyFileCheck Key { get; init; }

    /// <summary>What the servers publish under the new selector.</summary>
    public required DkimPublication Publication { get; init; }

    /// <summary>What they publish under the old one; null when there is none, or nobody asked any more.</summary>
    public DkimPublication? Old { get; init; }

    /// <summary>Which key the signer uses.</summary>
    public required DkimSignerUse Use { get; init; }

    /// <summary>The old record is gone or revoked somewhere: the signer must not go back to its key.</summary>
    public bool IsOldGone => Old is { IsGoneSomewhere: true };

    /// <summary>The new key can be read by root alone, and there is no key in use that shows who signs.</summary>
    public bool IsForRootAlone { get; init; }

    /// <summary>The signer can sign with the new key.</summary>
    public bool HasKey => Key.Status == DkimKeyFileStatus.Paired || Use.HasNewKey;
}
