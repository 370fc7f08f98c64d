namespace SmtpAdmin.Dkim;

/// <summary>What is remembered of a rotation from call to call. The private key is no part of it.</summary>
internal sealed record DkimRotationState
{
    /// <summary>The domain, in ASCII.</summary>
    public required string Domain { get; init; }

    /// <summary>How far it is; <see cref="DkimRotationStage.None"/> while the key is being made: then its names are chosen, and nothing else is known.</summary>
    public DkimRotationStage Stage { get; init; }

    /// <summary>The new selector.</summary>
    public required string Selector { get; init; }

    /// <summary>The file of the new private key.</summary>
    public required string PrivateKeyPath { get; init; }

    /// <summary>The selector that signed before; null for a domain that had no key.</summary>
    public string? OldSelector { get; init; }

    /// <summary>The kind of the key that signed before; null where that is not known, or there was none.</summary>
    public DkimKeyAlgorithm? OldAlgorithm { get; init; }

    /// <summary>The kind of the new key.</summary>
    public DkimKeyAlgorithm Algorithm { get; init; }

    /// <summary>The size that the new key is to have, in bits; null for the usual one, and when it is made.</summary>
    public int? KeySize { get; init; }

    /// <summary>The new public key in base64, as its record has it (<c>p=</c>); empty while the key is being made.</summary>
    public string PublicKey { get; init; } = "";

    /// <summary>The record to publish; empty while the key is being made.</summary>
    public string Record { get; init; } = "";

    /// <summary>When the key was made.</summary>
    public DateTimeOffset KeyCreatedAt { get; init; }

    /// <summary>The time of the last call.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>Since when every server was seen to publish the key; null when they do not.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>How long resolvers may keep what the DNS said before.</summary>
    public TimeSpan CacheTime { get; init; }

    /// <summary>Since when the signer was seen to use the key.</summary>
    public DateTimeOffset? SigningAt { get; init; }

    /// <summary>Since when the signer was seen to use the old selector no more: the time to keep its record runs from here.</summary>
    public DateTimeOffset? OldUnusedAt { get; init; }

    /// <summary>When the old record was seen to be revoked, or there was none to revoke.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When the signer was seen to be pointed back from the new key to the old one; null when it was not, or uses the new one again.</summary>
    public DateTimeOffset? WentBackAt { get; init; }

    /// <summary>The selector that somebody last said the signer uses; null when nobody did.</summary>
    public string? StatedSelector { get; init; }

    /// <summary>The name of the new record.</summary>
    public string RecordName => NameOf(Selector);

    /// <summary>The name of the old one; null where there is none.</summary>
    public string? OldRecordName => OldSelector is { } old ? NameOf(old) : null;

    /// <summary>From when on no resolver keeps what the DNS said before.</summary>
    public DateTimeOffset? UsableFrom => PublishedAt is { } at ? at + CacheTime : null;

    /// <summary>The record is to be published in test mode (<c>t=y</c>).</summary>
    public bool IsForTest => DkimKeyRecord.Read(Record).Flags.HasFlag(DkimKeyMode.TestMode);

    /// <summary>The new key is of another kind than the one before.</summary>
    public bool ChangesKind => OldAlgorithm is { } old && old != Algorithm;

    /// <summary>The rotation is over.</summary>
    public bool IsOver => Stage == DkimRotationStage.Retired && RevokedAt is not null;

    private string NameOf(string selector) => $"{selector}.{DkimName.KeyLabel}.{Domain}";
}
