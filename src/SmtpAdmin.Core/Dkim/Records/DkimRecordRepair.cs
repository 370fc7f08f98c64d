using System.Text.RegularExpressions;

namespace SmtpAdmin.Dkim;

/// <summary>Finds the record that is probably meant by one that was pasted wrong.</summary>
internal static partial class DkimRecordRepair
{
    private const int MaxLength = 16 * 1024; // characters; a key of 8192 bits takes a tenth

    private static readonly string[] KeptTags = ["h", "s", "t", "n"];

    /// <summary>A record that can be used, written as it should be; null when none can be told.</summary>
    /// <param name="text">The record as it stands there.</param>
    /// <param name="others">The other TXT records of the name: perhaps the rest of the key.</param>
    public static string? Of(string text, IReadOnlyList<string> others)
    {
        if (text.Length > MaxLength) return null;
        var clean = Clean(text);
        return Written(clean) ?? (IsRest(text) ? Written($"p={clean}") : null) ?? others.Where(IsRest).Select(rest => Written(clean + Clean(rest))).FirstOrDefault(written => written is not null);
    }

    /// <summary>The record of a key at hand, in the place of one that stands there: what that says besides the key is kept.</summary>
    public static string Of(DkimKeyIdentity key, string text) => Written(DkimKeyRecord.Read(text.Length > MaxLength ? "" : Clean(text)), key.Algorithm, key.PublicKey);

    /// <summary>A text that could be the rest of a key: base64 and nothing else.</summary>
    public static bool IsRest(string text) => text.Length is > 0 and <= MaxLength && Base64().IsMatch(Clean(text));

    /// <summary>Without what belongs to zone files, web pages and PEM.</summary>
    private static string Clean(string text)
    {
        text = Head().Replace(text, "");
        text = Quotes().Replace(text, "");
        text = text.Replace(@"\n", " ", StringComparison.Ordinal).Replace(@"\r", " ", StringComparison.Ordinal).Replace(@"\t", " ", StringComparison.Ordinal);
        text = Breaks().Replace(text, " ").Replace("\\", "", StringComparison.Ordinal).Trim(' ', '(', ')');
        return MissingSemicolon().Replace(text, "; ");
    }

    private static string? Written(string text)
    {
        var record = DkimKeyRecord.Read(text);
        var shape = DkimKeyShape.Of(record);
        var type = shape.Form switch
        {
            DkimKeyForm.Rsa or DkimKeyForm.BareRsa => DkimKeyAlgorithm.Rsa,
            DkimKeyForm.Ed25519 or DkimKeyForm.WrappedEd25519 => DkimKeyAlgorithm.Ed25519,
            _ => (DkimKeyAlgorithm?)null,
        };
        if (type is not { } algorithm || KeyData(shape) is not { } data) return null;
        return Written(record, algorithm, Convert.ToBase64String(data));
    }

    /// <summary>The record with the tags that are kept; a word of them has no white space within it.</summary>
    private static string Written(DkimKeyRecord record, DkimKeyAlgorithm algorithm, string publicKey)
    {
        var kept = KeptTags.Select(name => record.Tags[name]).OfType<DkimTag>()
            .Where(tag => (tag.Name == "n" ? tag.Packed.Length > 0 : DkimKeyRecord.Words(tag) is not null) && (tag.Name == "n" || !tag.Packed.Contains('=', StringComparison.Ordinal)))
            .Select(tag => $"{tag.Name}={PlainText.Clean(tag.Name == "n" ? tag.Value : tag.Packed)}; ");
        return $"v={DkimKeyRecord.VersionValue}; k={DkimKeyRecordText.TypeOf(algorithm)}; {string.Concat(kept)}p={publicKey}";
    }

    /// <summary>The key as it should be; null when it is none.</summary>
    private static byte[]? KeyData(DkimKeyShape shape)
    {
        if (shape.Form == DkimKeyForm.WrappedEd25519) return shape.Octets[^Ed25519.PublicKeySize..];
        var type = shape.Form == DkimKeyForm.Ed25519 ? DkimKeyRecord.Ed25519Name : DkimKeyRecord.RsaName;
        return DkimPublicKey.TryRead(type, shape.Octets, out var key, out _) ? key.KeyData() : null;
    }

    /// <summary>The owner, class and type of a zone file's line.</summary>
    [GeneratedRegex(@"^[^=;""]{0,300}\bTXT\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    /// <summary>Quotes, between strings with the blanks there; also those that word processors set, as octets of UTF-8.</summary>
    [GeneratedRegex("\\\\?\"[ \t\r\n]*\\\\?\"|\\\\?\"|\u00e2\u0080[\u009c\u009d\u0098\u0099]|&quot;", RegexOptions.CultureInvariant)]
    private static partial Regex Quotes();

    [GeneratedRegex(@"[\r\n]+|<br ?/?>|\u00c2\u00a0|\u00a0", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Breaks();

    /// <summary>White space or a comma before a known tag, with no semicolon.</summary>
    [GeneratedRegex(@"(?<=[^;,\s])(?>[,\s]+)(?=[vhknpst]\s*=)", RegexOptions.CultureInvariant)]
    private static partial Regex MissingSemicolon();

    [GeneratedRegex(@"^[A-Za-z0-9+/ ]{8,}={0,2}\s*;?$", RegexOptions.CultureInvariant)]
    private static partial Regex Base64();
}
