namespace SmtpAdmin.Dkim;

/// <summary>A key as the DNS publishes it (RFC 6376 section 3.6.1), read tag by tag.</summary>
public sealed record DkimKeyRecord
{
    internal const string RsaName = "rsa";
    internal const string Ed25519Name = "ed25519";
    internal const string VersionValue = "DKIM1";

    private const string Reference = "RFC 6376 section 3.6.1";

    // Each has one word or more; n= alone may be empty (qp-section), and p= then means that the key was revoked.
    private static readonly string[] WordTags = ["k", "h", "s", "t"];

    /// <summary>The record as text, its strings joined; each character is an octet.</summary>
    public required string Text { get; init; }

    /// <summary>What is wrong with its syntax; a receiver may drop the record for any of it (RFC 6376 section 6.1.2).</summary>
    public IReadOnlyList<DkimTagProblem> Problems { get; private init => field = Indexable.Of(value); } = [];

    /// <summary>The kind of the key as the record names it, <c>rsa</c> where it does not (<c>k=</c>).</summary>
    public string KeyType { get; private init; } = RsaName;

    /// <summary>The hashes that may be used with the key (<c>h=</c>); empty for any.</summary>
    public IReadOnlyList<string> HashAlgorithms { get; private init => field = Indexable.Of(value); } = [];

    /// <summary>The services that it is for (<c>s=</c>); <c>*</c> for any.</summary>
    public IReadOnlyList<string> ServiceTypes { get; private init => field = Indexable.Of(value); } = ["*"];

    /// <summary>What the record says besides (<c>t=</c>).</summary>
    public DkimKeyMode Flags { get; private init; }

    /// <summary>A note for people (<c>n=</c>), decoded; null when there is none.</summary>
    public string? Note { get; private init; }

    /// <summary>The record begins with <c>v=DKIM1</c>.</summary>
    public bool HasVersion { get; private init; }

    /// <summary>The key was revoked: <c>p=</c> is there and empty.</summary>
    public bool IsRevoked { get; private init; }

    /// <summary>The key's octets (<c>p=</c>): SubjectPublicKeyInfo for RSA, the key itself for Ed25519 (RFC 8463 section 4); null when there is none, or no base64.</summary>
    internal byte[]? KeyData { get; private init; }

    /// <summary>Those of <see cref="Problems"/> that are white space within a word of <c>k=</c>, <c>h=</c>, <c>s=</c> or <c>t=</c>.</summary>
    internal IReadOnlyList<DkimTagProblem> BrokenWords { get; private init; } = [];

    /// <summary>Those of <see cref="Problems"/> that are a tag which says nothing, and has to say something.</summary>
    internal IReadOnlyList<DkimTagProblem> EmptyTags { get; private init; } = [];

    /// <summary>The tags as they stand there.</summary>
    internal DkimTagList Tags { get; private init; } = DkimTagList.Read("");

    /// <summary>The key may be used for mail.</summary>
    internal bool IsForMail => ServiceTypes.Any(service => service is "*" || service.Equals("email", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a record.</summary>
    /// <param name="text">The strings of the TXT record, joined.</param>
    public static DkimKeyRecord Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tags = DkimTagList.Read(text);
        var problems = new List<DkimTagProblem>(tags.Problems);
        var version = tags["v"];
        if (version is not null)
        {
            if (version != tags.Tags[0]) problems.Add(Problem(version, "it stands in another place than the first"));
            if (version.Value != VersionValue) problems.Add(Problem(version, $"it is '{PlainText.Excerpt(version.Value, 40)}'; only {VersionValue} is defined, in upper case"));
        }
        var brokenWords = WordTags.Select(name => tags[name]).OfType<DkimTag>()
            .Where(tag => tag.BrokenWord is not null)
            .Select(tag => Problem(tag, $"white space stands within '{PlainText.Excerpt(tag.BrokenWord!, 40)}'; it is allowed around words alone")).ToList();
        problems.AddRange(brokenWords);
        byte[]? key = null;
        var isRevoked = false;
        if (tags["p"] is not { } data) problems.Add(new DkimTagProblem("p", 0, "there is no key", Reference));
        else if (data.Packed is var packed && packed.Length == 0) isRevoked = true;
        else if (DkimBase64.Decode(packed) is { } octets) key = octets;
        else problems.Add(Problem(data, "the key is no base64"));
        var emptyTags = WordTags.Select(name => tags[name]).OfType<DkimTag>().Where(tag => Words(tag) is null).Select(tag => Problem(tag, "the tag is empty")).ToList();
        problems.AddRange(emptyTags);

        return new DkimKeyRecord
        {
            Text = text,
            Tags = tags,
            Problems = problems,
            BrokenWords = brokenWords,
            HasVersion = version is not null,
            KeyType = tags["k"]?.Packed is { Length: > 0 } type ? type : RsaName,
            HashAlgorithms = Words(tags["h"]) ?? [],
            ServiceTypes = Words(tags["s"]) ?? ["*"],
            Flags = (Words(tags["t"]) ?? []).Aggregate(DkimKeyMode.None, (flags, word) => flags | (word switch { "y" => DkimKeyMode.TestMode, "s" => DkimKeyMode.StrictIdentity, _ => DkimKeyMode.None })),
            Note = tags["n"] is { Value.Length: > 0 } note ? PlainText.Clean(DkimQuotedPrintable.Decode(note.Value, keepsBlanks: true) ?? note.Value) : null,
            IsRevoked = isRevoked,
            KeyData = key,
            EmptyTags = emptyTags,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Words with colons between; null where the tag is not there or says nothing.</summary>
    internal static string[]? Words(DkimTag? tag) =>
        tag?.Packed.Split(':', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? words : null;

    private static DkimTagProblem Problem(DkimTag tag, string message) => new(tag.Name, tag.Position, message, Reference);
}
