using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>A signature whose length is known before the body is read: only its two hashes are missing.</summary>
internal sealed class DkimSignatureDraft
{
    private const int WantedLength = 76; // characters a line
    private const string Fold = "\r\n\t";
    private const string BeforeSignature = ";" + Fold + "b=";

    private static readonly int BodyHashLength = Convert.ToBase64String(new byte[SHA256.HashSizeInBytes]).Length;

    private readonly DkimSigningOptions _options;
    private readonly string _domain;
    private readonly string _selector;
    private readonly string _identity;
    private readonly DateTimeOffset _timestamp;
    private readonly DateTimeOffset? _expiration;
    private readonly IReadOnlyList<string> _names;
    private readonly string _beginning; // up to the body's hash

    /// <summary>Prepares a signature.</summary>
    /// <param name="options">How.</param>
    /// <param name="counts">The fields of the message's header section.</param>
    /// <param name="now">The present time.</param>
    /// <exception cref="ArgumentException">The options cannot be written as a signature.</exception>
    public DkimSignatureDraft(DkimSigningOptions options, DkimFieldCounts counts, DateTimeOffset now)
    {
        _options = options;
        _domain = DkimName.Of(options.Domain) ?? throw new ArgumentException($"'{PlainText.Excerpt(options.Domain)}' is no domain.", nameof(options));
        _selector = DkimName.Of(options.Selector) ?? throw new ArgumentException($"'{PlainText.Excerpt(options.Selector)}' is no selector.", nameof(options));
        _identity = string.IsNullOrEmpty(options.Identity) ? "" : DkimIdentity.Read(options.Identity, _domain);
        _timestamp = DateTimeOffset.FromUnixTimeSeconds((options.Timestamp ?? now).ToUnixTimeSeconds());
        _expiration = ExpirationOf(options, _timestamp);
        _names = DkimHeaderList.Of(options, counts);
        _beginning = Beginning();
        var like = Header(new string('A', BodyHashLength), new string('A', Base64Length(options.Key.SignatureLength)));
        HeaderLength = like.Length;
        LineCount = like.Count(character => character == '\n');
    }

    /// <summary>The domain that signs, in ASCII.</summary>
    public string Domain => _domain;

    /// <summary>How the body is canonicalized.</summary>
    public DkimCanonicalization BodyCanonicalization => _options.BodyCanonicalization;

    /// <summary>The length of the header field in octets, its lines ended by CRLF.</summary>
    public int HeaderLength { get; }

    /// <summary>The number of its lines.</summary>
    public int LineCount { get; }

    /// <summary>Signs.</summary>
    /// <param name="fields">The message's header section.</param>
    /// <param name="bodyHash">The hash of the body.</param>
    /// <param name="notes">What is to be known of the message.</param>
    public DkimNewSignature Sign(IReadOnlyList<HeaderField> fields, byte[] bodyHash, DkimSigningNotes notes)
    {
        var bodyHashText = Convert.ToBase64String(bodyHash);
        var unsigned = HeaderField.Read(Encoding.ASCII.GetBytes(Header(bodyHashText, "")));
        var end = unsigned.ValueOctets.Length;
        var hash = DkimHeaderHash.Compute(fields, _names, _options.HeaderCanonicalization, unsigned, end, end);
        return new DkimNewSignature
        {
            Header = Header(bodyHashText, Convert.ToBase64String(_options.Key.Sign(hash))),
            Domain = _domain,
            Selector = _selector,
            Identity = _identity.Length > 0 ? _identity : "@" + _domain,
            Algorithm = _options.Key.SignatureAlgorithm,
            KeySize = _options.Key.KeySize,
            SignedHeaders = _names,
            BodyHash = bodyHashText,
            Timestamp = _timestamp,
            Expiration = _expiration,
            Findings = [.. DkimSigningFindings.Of(_options, _domain, _selector, _names, _expiration, notes)],
        };
    }

    private static DateTimeOffset? ExpirationOf(DkimSigningOptions options, DateTimeOffset timestamp)
    {
        if (options is { Lifetime: not null, Expiration: not null }) throw new ArgumentException("A lifetime and an expiration exclude each other.", nameof(options));
        if (options.Lifetime is { } lifetime && lifetime > DateTimeOffset.MaxValue - timestamp) throw new ArgumentException("The signature would be accepted beyond the year 9999.", nameof(options));
        if ((options.Expiration ?? timestamp + options.Lifetime) is not { } until) return null;
        until = DateTimeOffset.FromUnixTimeSeconds(until.ToUnixTimeSeconds());
        return until > timestamp ? until : throw new ArgumentException("A signature has to be accepted for a second at least (x= beyond t=, RFC 6376 section 3.5).", nameof(options));
    }

    private static int Base64Length(int octets) => (octets + 2) / 3 * 4;

    private string Beginning()
    {
        var tags = new List<string>
        {
            "v=1", $"a={_options.Key.SignatureAlgorithm}", $"c={Word(_options.HeaderCanonicalization)}/{Word(_options.BodyCanonicalization)}", $"d={_domain}", $"s={_selector}",
        };
        if (_identity.Length > 0) tags.Add($"i={DkimQuotedPrintable.Encode(_identity)}");
        tags.Add(string.Create(CultureInfo.InvariantCulture, $"t={_timestamp.ToUnixTimeSeconds()}"));
        if (_expiration is { } until) tags.Add(string.Create(CultureInfo.InvariantCulture, $"x={until.ToUnixTimeSeconds()}"));

        var text = new StringBuilder(DkimSignatureField.FieldName).Append(':');
        var column = text.Length;
        foreach (var tag in tags) Add(text, ref column, " ", tag + ";");
        text.Append(Fold);
        column = 1;
        for (var at = 0; at < _names.Count; at++) Add(text, ref column, "", (at == 0 ? "h=" : "") + _names[at] + (at + 1 < _names.Count ? ":" : ";"));
        return text.Append(Fold).Append("bh=").ToString();
    }

    private static void Add(StringBuilder text, ref int column, string space, string word)
    {
        if (column + space.Length + word.Length > WantedLength && column > 1)
        {
            text.Append(Fold);
            column = 1;
            space = "";
        }
        text.Append(space).Append(word);
        column += space.Length + word.Length;
    }

    /// <summary>The header field; without a signature it is what is hashed, whose CRLF at the end does not count.</summary>
    private string Header(string bodyHash, string signature)
    {
        var text = new StringBuilder(_beginning).Append(bodyHash).Append(BeforeSignature);
        var room = WantedLength - 3; // behind the tabulator and b=
        for (var at = 0; at < signature.Length; at += room, room = WantedLength - 1)
        {
            if (at > 0) text.Append(Fold);
            text.Append(signature, at, Math.Min(room, signature.Length - at));
        }
        return text.Append("\r\n").ToString();
    }

    private static string Word(DkimCanonicalization kind) => kind == DkimCanonicalization.Simple ? "simple" : "relaxed";
}
