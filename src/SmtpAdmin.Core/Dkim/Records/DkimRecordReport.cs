namespace SmtpAdmin.Dkim;

/// <summary>What is known of a key record.</summary>
public sealed record DkimRecordReport
{
    /// <summary>The domain in ASCII; null when only a record was given.</summary>
    public string? Domain { get; init; }

    /// <summary>The selector; null when only a record was given, and for what is said of a search for selectors as a whole.</summary>
    public string? Selector { get; init; }

    /// <summary>The name of the record, in ASCII without a dot at the end; null when it is not known.</summary>
    public string? RecordName { get; init; }

    /// <summary>The verdict.</summary>
    public required DkimRecordStatus Status { get; init; }

    /// <summary>Signatures can be verified with the key: <see cref="Status"/> is Pass or Warning.</summary>
    public bool Passed => Status is DkimRecordStatus.Pass or DkimRecordStatus.Warning;

    /// <summary>The record, its strings joined; null when there is none, or more than one.</summary>
    public string? Record { get; init; }

    /// <summary>The strings of the record as they are published.</summary>
    public IReadOnlyList<string> Strings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How many strings there are.</summary>
    public int StringCount => Strings.Count;

    /// <summary>The kind of the key as the record names it, <c>rsa</c> where it does not (<c>k=</c>); null when there is no record.</summary>
    public string? KeyType { get; init; }

    /// <summary>The size of the key in bits; null when there is none that can be read.</summary>
    public int? KeySize { get; init; }

    /// <summary>The SHA-256 of the public key's SubjectPublicKeyInfo in hexadecimal digits, as <see cref="DkimNewKey.Fingerprint"/>; null when there is no key that can be read.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The key was revoked: <c>p=</c> is there and empty.</summary>
    public bool Revoked { get; init; }

    /// <summary>The domain says that it is testing (<c>t=y</c>).</summary>
    public bool TestMode => Flags.HasFlag(DkimKeyMode.TestMode);

    /// <summary>What the record says besides (<c>t=</c>).</summary>
    public DkimKeyMode Flags { get; init; }

    /// <summary>The services that the key is for (<c>s=</c>); <c>*</c> for any.</summary>
    public IReadOnlyList<string> ServiceTypes { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The hashes that may be used with the key (<c>h=</c>); empty for any.</summary>
    public IReadOnlyList<string> HashAlgorithms { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The note for people (<c>n=</c>); null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The names that the record's name leads to by CNAME, in order; empty when it holds the record itself.</summary>
    public IReadOnlyList<string> Aliases { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The other TXT records of the name; where there are several keys, all of them.</summary>
    public IReadOnlyList<string> OtherRecords { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The length in octets of the DNS message with all TXT records of the name, without EDNS; null when it is not known.</summary>
    public int? AnswerLength { get; init; }

    /// <summary>The tags in their order; what could not be read is among them.</summary>
    public IReadOnlyList<DkimReportTag> Tags { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The file of the private key that was held against the record; null for none.</summary>
    public string? PrivateKeyPath { get; init; }

    /// <summary>The private key is the pair of the record's key; null when there was none to hold against it.</summary>
    public bool? PrivateKeyMatches { get; init; }

    /// <summary>Who is known to use such a selector; empty when it was not searched for, or is none of the list.</summary>
    public IReadOnlyList<string> UsedBy { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is wrong, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How long the check took, in milliseconds.</summary>
    public double DurationMs { get; init; }
}
