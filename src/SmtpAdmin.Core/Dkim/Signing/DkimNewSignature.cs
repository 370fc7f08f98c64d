namespace SmtpAdmin.Dkim;

/// <summary>A signature that was made.</summary>
public sealed record DkimNewSignature
{
    /// <summary>The signed message's file; null when it went another way.</summary>
    public string? Path { get; init; }

    /// <summary>The header field to put in front of the message, folded, each line ended by CRLF.</summary>
    public required string Header { get; init; }

    /// <summary>The domain that signs (<c>d=</c>).</summary>
    public required string Domain { get; init; }

    /// <summary>The selector of the key (<c>s=</c>).</summary>
    public required string Selector { get; init; }

    /// <summary>On whose behalf it was signed (<c>i=</c>).</summary>
    public required string Identity { get; init; }

    /// <summary>The algorithm (<c>a=</c>).</summary>
    public required string Algorithm { get; init; }

    /// <summary>The size of the key in bits.</summary>
    public required int KeySize { get; init; }

    /// <summary>The names of the signed header fields (<c>h=</c>), in order; a name without a field keeps one from being added.</summary>
    public IReadOnlyList<string> SignedHeaders { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The hash of the body (<c>bh=</c>), in base64.</summary>
    public required string BodyHash { get; init; }

    /// <summary>When it was signed (<c>t=</c>).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Until when it is to be accepted (<c>x=</c>); null for ever.</summary>
    public DateTimeOffset? Expiration { get; init; }

    /// <summary>What is to be known of the message and its signature, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <inheritdoc/>
    public override string ToString() => Header;
}
