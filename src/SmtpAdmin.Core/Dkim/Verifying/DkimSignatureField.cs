using System.Security.Cryptography;
using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>A DKIM-Signature header field, read (RFC 6376 section 3.5).</summary>
internal sealed class DkimSignatureField
{
    /// <summary>The name of the header field.</summary>
    public const string FieldName = "DKIM-Signature";

    private DkimSignatureField(HeaderField field, DkimTagList tags)
    {
        Field = field;
        Tags = tags;
    }

    /// <summary>The header field.</summary>
    public HeaderField Field { get; }

    /// <summary>The tags as they stand there.</summary>
    public DkimTagList Tags { get; }

    /// <summary>Why the field means nothing; null when it is well formed. What could be read is there all the same.</summary>
    public DkimTagProblem? Problem { get; private set; }

    /// <summary>The algorithm as it is named (<c>a=</c>).</summary>
    public string Algorithm { get; private set; } = "";

    /// <summary>The signature (<c>b=</c>).</summary>
    public byte[] Signature { get; private set; } = [];

    /// <summary>The hash of the body (<c>bh=</c>).</summary>
    public byte[] BodyHash { get; private set; } = [];

    /// <summary>How the header fields were canonicalized (<c>c=</c>).</summary>
    public DkimCanonicalization HeaderCanonicalization { get; private set; }

    /// <summary>How the body was canonicalized (<c>c=</c>).</summary>
    public DkimCanonicalization BodyCanonicalization { get; private set; }

    /// <summary>The domain that signs (<c>d=</c>).</summary>
    public string Domain { get; private set; } = "";

    /// <summary>The names of the fields that are signed (<c>h=</c>), as they are written.</summary>
    public IReadOnlyList<string> SignedHeaders { get; private set; } = [];

    /// <summary>On whose behalf it was signed (<c>i=</c>); the domain alone when it does not say.</summary>
    public string Identity { get; private set; } = "";

    /// <summary>The domain of <see cref="Identity"/>.</summary>
    public string IdentityDomain { get; private set; } = "";

    /// <summary>How many octets of the canonical body are signed (<c>l=</c>); null for all.</summary>
    public long? BodyLength { get; private set; }

    /// <summary>The same as it is written: up to 76 digits.</summary>
    public string BodyLengthText => PlainText.Excerpt(Tags["l"]?.Packed ?? "", 76);

    /// <summary>The selector of the key (<c>s=</c>).</summary>
    public string Selector { get; private set; } = "";

    /// <summary>When it was signed (<c>t=</c>); null when it does not say, or says a time beyond the year 9999.</summary>
    public DateTimeOffset? Timestamp { get; private set; }

    /// <summary>Until when it is to be accepted (<c>x=</c>); null for ever.</summary>
    public DateTimeOffset? Expiration { get; private set; }

    /// <summary>Reads the field.</summary>
    public static DkimSignatureField Read(HeaderField field)
    {
        var tags = DkimTagList.Read(Encoding.Latin1.GetString(field.ValueOctets));
        var signature = new DkimSignatureField(field, tags);
        signature.Problem = new DkimSignatureReader(tags).ReadInto(signature);
        return signature;
    }

    /// <summary>The hash that is signed, for a header section; the field has no error in its syntax.</summary>
    /// <param name="fields">The header section, with this field or without.</param>
    public byte[] HeaderHash(IReadOnlyList<HeaderField> fields) => HeaderHash(fields, HeaderCanonicalization);

    /// <summary>The same by another canonicalization than the one in <c>c=</c>.</summary>
    public byte[] HeaderHash(IReadOnlyList<HeaderField> fields, DkimCanonicalization canonicalization)
    {
        var value = Tags["b"]!;
        return DkimHeaderHash.Compute(fields, SignedHeaders, canonicalization, Field, value.ValueStart, value.ValueEnd);
    }

    private sealed class DkimSignatureReader(DkimTagList tags)
    {
        private const string Reference = "RFC 6376 section 3.5";

        private DkimTagProblem? _problem = tags.Problems.Count > 0 ? tags.Problems[0] : null;

        public DkimTagProblem? ReadInto(DkimSignatureField field)
        {
            if (Needed("v") is { } version && version.Packed != "1") Wrong(version, $"the version is '{PlainText.Excerpt(version.Value, 20)}'; only 1 is defined");
            field.Algorithm = Algorithm(Needed("a"));
            field.Domain = Name(Needed("d"));
            field.Selector = Name(Needed("s"));
            field.SignedHeaders = Needed("h") is { } names ? HeaderNames(names) : [];
            field.BodyHash = Octets(Needed("bh"));
            if (field.BodyHash.Length != SHA256.HashSizeInBytes && DkimVerdicts.IsSupported(field.Algorithm) && tags["bh"] is { } hash)
                Wrong(hash, $"the body hash has {field.BodyHash.Length} octets, SHA-256 has {SHA256.HashSizeInBytes}");
            field.Signature = Octets(Needed("b"));
            Canonicalization(field);
            Identity(field);
            if (Number("l", mostDigits: 76) is { } length) field.BodyLength = length;
            field.Timestamp = Time("t", out var signedAt);
            field.Expiration = Time("x", out var validUntil);
            if (signedAt is { } from && validUntil is { } until && until <= from) Wrong(tags["x"]!, "the signature ends before it begins");
            if (tags["q"] is { BrokenWord: { } broken } tag) Wrong(tag, $"white space stands within '{PlainText.Excerpt(broken, 40)}'; it is allowed around the colons alone");
            else if (tags["q"] is { } query && !query.Packed.Split(':').Any(method => method.Equals("dns/txt", StringComparison.OrdinalIgnoreCase)))
                Wrong(query, $"the key is to be had by '{PlainText.Excerpt(query.Value, 40)}'; only dns/txt is defined");
            return _problem;
        }

        private DkimTag? Needed(string name)
        {
            if (tags[name] is { Value.Length: > 0 } tag) return tag;
            _problem ??= new DkimTagProblem(name, tags[name]?.Position ?? 0, tags[name] is null ? "the tag is missing" : "the tag is empty", Reference);
            return null;
        }

        private void Wrong(DkimTag tag, string message) => _problem ??= new DkimTagProblem(tag.Name, tag.Position, message, Reference);

        /// <summary>sig-a-tag-alg: two words and a hyphen, without white space.</summary>
        private string Algorithm(DkimTag? tag)
        {
            if (tag is { HasInnerSpace: true }) Wrong(tag, $"white space stands within '{PlainText.Excerpt(tag.Value, 40)}'");
            return PlainText.Excerpt((tag?.Value ?? "").ToLowerInvariant(), 40);
        }

        private string Name(DkimTag? tag)
        {
            if (tag is null) return "";
            var name = DkimName.OfTag(tag.Value);
            if (name is null) Wrong(tag, $"'{PlainText.Excerpt(tag.Value, 60)}' is no {(tag.Name == "s" ? "selector" : "domain")}");
            return name ?? "";
        }

        /// <summary>sig-h-tag: names with colons between, and folds around these.</summary>
        private string[] HeaderNames(DkimTag tag)
        {
            var names = tag.Value.Split(':');
            for (var at = 0; at < names.Length; at++)
            {
                names[at] = names[at].Trim(' ', '\t', '\r', '\n');
                if (names[at].Length == 0 || names[at].AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0) Wrong(tag, $"'{PlainText.Excerpt(names[at], 40)}' is no name of a header field");
            }
            return names;
        }

        private byte[] Octets(DkimTag? tag)
        {
            if (tag is null) return [];
            var octets = DkimBase64.Decode(tag.Packed);
            if (octets is null) Wrong(tag, "the value is no base64");
            return octets ?? [];
        }

        private void Canonicalization(DkimSignatureField field)
        {
            if (tags["c"] is not { } tag) return;
            var parts = tag.Value.Split('/');
            if (parts.Length <= 2 && Kind(parts[0]) is { } header && (parts.Length == 1 ? DkimCanonicalization.Simple : Kind(parts[1])) is { } body)
                (field.HeaderCanonicalization, field.BodyCanonicalization) = (header, body);
            else Wrong(tag, $"'{PlainText.Excerpt(tag.Value, 40)}' is no canonicalization; 'simple' and 'relaxed' are");
        }

        private static DkimCanonicalization? Kind(string name) =>
            name.Equals("simple", StringComparison.OrdinalIgnoreCase) ? DkimCanonicalization.Simple
            : name.Equals("relaxed", StringComparison.OrdinalIgnoreCase) ? DkimCanonicalization.Relaxed : null;

        /// <summary>sig-i-tag: [ Local-part ] "@" domain-name, in DKIM's own quoted-printable; the domain is that of d= or below it.</summary>
        private void Identity(DkimSignatureField field)
        {
            (field.Identity, field.IdentityDomain) = ("@" + field.Domain, field.Domain);
            if (tags["i"] is not { } tag) return;
            var text = tag.Packed;
            var at = text.LastIndexOf('@'); // the sign itself and the domain are no quoted-printable
            // A local part is taken as it is, also where it should be quoted; but a second sign would let one read another domain.
            if (at < 0 || DkimQuotedPrintable.Decode(text[..at]) is not { } local || (local.Contains('@') && local[0] != '"') || DkimName.OfTag(text[(at + 1)..]) is not { } domain)
            {
                Wrong(tag, $"'{PlainText.Excerpt(tag.Value, 60)}' is no identity");
                return;
            }
            (field.Identity, field.IdentityDomain) = ($"{PlainText.Clean(local)}@{domain}", domain);
            if (!DkimName.IsWithin(domain, field.Domain)) Wrong(tag, $"{PlainText.Excerpt(domain)} is neither {PlainText.Excerpt(field.Domain)} nor below it");
        }

        private long? Number(string name, int mostDigits)
        {
            if (tags[name] is not { } tag) return null;
            var digits = tag.Value;
            if (digits.Length == 0 || digits.Length > mostDigits || !digits.All(char.IsAsciiDigit))
            {
                Wrong(tag, $"'{PlainText.Excerpt(tag.Value, 40)}' is no number");
                return null;
            }
            // Up to 76 digits are allowed; what no file and no clock can reach is as good as the largest number that fits.
            return long.TryParse(digits, out var number) ? number : long.MaxValue;
        }

        private DateTimeOffset? Time(string name, out long? seconds)
        {
            seconds = Number(name, mostDigits: 12);
            return seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;
        }
    }
}
