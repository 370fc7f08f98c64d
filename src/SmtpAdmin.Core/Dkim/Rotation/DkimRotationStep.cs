using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dkim;

/// <summary>What one call did for a rotation, what it saw, and what is to be done next.</summary>
public sealed record DkimRotationStep : IDnsRecordSource
{
    /// <summary>The domain, in ASCII.</summary>
    public required string Domain { get; init; }

    /// <summary>What the rotation waits for.</summary>
    public required DkimRotationStatus Status { get; init; }

    /// <summary>Nothing is wrong, and all that had to be known is. To wait is no failure.</summary>
    public bool Passed => Status is DkimRotationStatus.Waiting or DkimRotationStatus.ActionNeeded or DkimRotationStatus.Done;

    /// <summary>The stage before the call.</summary>
    public required DkimRotationStage PreviousStage { get; init; }

    /// <summary>The stage after it.</summary>
    public required DkimRotationStage Stage { get; init; }

    /// <summary>The stage that it would have come to, where it was only to look; null otherwise.</summary>
    public DkimRotationStage? WouldBecome { get; init; }

    /// <summary>The call went a step further: a key was made, the stage is another, a configuration was changed, or the old record was seen revoked.</summary>
    public bool Changed { get; init; }

    /// <summary>The new selector, or the one that signs, when the rotation is over.</summary>
    public required string Selector { get; init; }

    /// <summary>The selector that signed before; null for a domain that had no key.</summary>
    public string? OldSelector { get; init; }

    /// <summary>The record to publish now; null when none is to be published.</summary>
    public TxtZoneRecord? Record { get; init; }

    /// <summary>The file of its private key; null where that is not known.</summary>
    public string? PrivateKeyPath { get; init; }

    /// <summary>What every authoritative server says of the new key.</summary>
    public IReadOnlyList<DkimServerAnswer> Servers { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What they say of the old one, as long as it matters.</summary>
    public IReadOnlyList<DkimServerAnswer> OldServers { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What the signer's configuration says; null when none was named.</summary>
    public DkimSignerView? Signer { get; init; }

    /// <summary>What is to be done now, and by whom, in sentences.</summary>
    public required string NextStep { get; init; }

    /// <summary>Before this time nothing can go on; null when it depends on what somebody does.</summary>
    public DateTimeOffset? NextCheckAfter { get; init; }

    /// <summary>When the new key was made; null while it is not.</summary>
    public DateTimeOffset? KeyCreatedAt { get; init; }

    /// <summary>Since when every server was seen to publish it; null when they do not.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Since when the signer was seen to use it; null when it does not.</summary>
    public DateTimeOffset? SigningAt { get; init; }

    /// <summary>Until when the old record has to stay; null while that is not known.</summary>
    public DateTimeOffset? RetainUntil { get; init; }

    /// <summary>The file that the rotation is remembered in.</summary>
    public required string StatePath { get; init; }

    /// <summary>What is wrong or worth knowing, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The record to publish now as a set; empty when none is to be published.</summary>
    public IReadOnlyList<DnsRecordSet> RecordSets => Record?.RecordSets ?? [];

    /// <inheritdoc/>
    public override string ToString() => $"{Domain}: {Stage}. {NextStep}";
}
