namespace SmtpAdmin.Dkim;

/// <summary>One signature to be made.</summary>
public sealed record DkimSigningOptions
{
    /// <summary>The domain that signs (<c>d=</c>).</summary>
    public required string Domain { get; init; }

    /// <summary>The selector of the key (<c>s=</c>).</summary>
    public required string Selector { get; init; }

    /// <summary>The private key; whoever made it disposes it.</summary>
    public required DkimSigningKey Key { get; init; }

    /// <summary>On whose behalf it is signed (<c>i=</c>): an address, or <c>@</c> and a domain; null to leave it out, which means <see cref="Domain"/>.</summary>
    public string? Identity { get; init; }

    /// <summary>How the header fields are canonicalized.</summary>
    public DkimCanonicalization HeaderCanonicalization { get; init; } = DkimCanonicalization.Relaxed;

    /// <summary>How the body is canonicalized.</summary>
    public DkimCanonicalization BodyCanonicalization { get; init; } = DkimCanonicalization.Relaxed;

    /// <summary>The names of the header fields to sign, each as often as it is there.</summary>
    public IReadOnlyList<string> Headers { get; init => field = Indexable.Of(value); } = DkimHeaderNames.Signed;

    /// <summary>The names that are signed once more than they are there, so that no field of the name can be added (RFC 6376 section 8.15).</summary>
    public IReadOnlyList<string> OverSignedHeaders { get; init => field = Indexable.Of(value); } = DkimHeaderNames.OverSigned;

    /// <summary>When it is signed (<c>t=</c>); null for the present time.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>How long it is to be accepted from <see cref="Timestamp"/> on (<c>x=</c>); null for ever, or until <see cref="Expiration"/>.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Until when it is to be accepted (<c>x=</c>); null for ever, or for <see cref="Lifetime"/>.</summary>
    public DateTimeOffset? Expiration { get; init; }
}
