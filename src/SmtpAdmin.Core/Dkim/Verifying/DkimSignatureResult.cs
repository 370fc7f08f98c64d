namespace SmtpAdmin.Dkim;

/// <summary>What came out of one signature of a message.</summary>
public sealed record DkimSignatureResult
{
    /// <summary>The message's file; null when it came another way.</summary>
    public string? Path { get; init; }

    /// <summary>The result.</summary>
    public required DkimStatus Status { get; init; }

    /// <summary>The domain that signs (<c>d=</c>), in ASCII; empty when it cannot be read.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The selector of the key (<c>s=</c>); empty when it cannot be read.</summary>
    public string Selector { get; init; } = "";

    /// <summary>On whose behalf it was signed (<c>i=</c>).</summary>
    public string Identity { get; init; } = "";

    /// <summary>The algorithm as it is named (<c>a=</c>), such as <c>rsa-sha256</c>.</summary>
    public string Algorithm { get; init; } = "";

    /// <summary>The size of the key in bits; null when there is no key.</summary>
    public int? KeySize { get; init; }

    /// <summary>How the header fields were canonicalized.</summary>
    public DkimCanonicalization HeaderCanonicalization { get; init; }

    /// <summary>How the body was canonicalized.</summary>
    public DkimCanonicalization BodyCanonicalization { get; init; }

    /// <summary>The names of the signed header fields (<c>h=</c>), in order.</summary>
    public IReadOnlyList<string> SignedHeaders { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The body is the one that was signed; null when that was not found out.</summary>
    public bool? BodyHashMatches { get; init; }

    /// <summary>The signature holds over the header fields; null when that was not found out: without a key, or where another key made the signature, or it was damaged.</summary>
    public bool? HeaderHashMatches { get; init; }

    /// <summary>Only a part of the body is signed (<c>l=</c>).</summary>
    public bool UsesBodyLength { get; init; }

    /// <summary>When it was signed (<c>t=</c>); null when it does not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Until when it is to be accepted (<c>x=</c>); null when it does not say.</summary>
    public DateTimeOffset? Expiration { get; init; }

    /// <summary>The time in <c>x=</c> is past.</summary>
    public bool Expired { get; init; }

    /// <summary>Why the result is what it is, in a sentence; empty for a pass.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What is to be known of the signature, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The header field that a receiver would put in front of the message (RFC 8601 section 2.2), for all its signatures: on one line, or folded where that would be longer than a line may be.</summary>
    public string AuthenticationResults { get; init; } = "";

    /// <summary>The signature holds.</summary>
    public bool Passed => Status == DkimStatus.Pass;

    /// <summary>The key did not make the signature, or the signature was damaged: it says nothing of any header fields.</summary>
    internal bool IsByOtherKey { get; init; }

    /// <summary>The first octets of the signature in base64, which tell it from others (RFC 6008 section 4).</summary>
    internal string SignatureBeginning { get; init; } = "";
}
