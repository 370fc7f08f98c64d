using System.Formats.Asn1;
using System.Text.RegularExpressions;

namespace SmtpAdmin.Dkim;

/// <summary>What <c>p=</c> holds, looked at with patience: a key that receivers cannot read is mostly one that was pasted in another way than it should be.</summary>
internal sealed record DkimKeyShape(DkimKeyForm Form)
{
    private const string RsaOid = "1.2.840.113549.1.1.1";

    /// <summary>The octets, as far as they can be read.</summary>
    public byte[] Octets { get; init; } = [];

    /// <summary>How many octets the key itself says that it has; null when it says nothing.</summary>
    public int? Expected { get; init; }

    /// <summary>The lines that begin and end a PEM stand in it.</summary>
    public bool HasArmour { get; init; }

    /// <summary>The first character that is none of base64; null when all are.</summary>
    public char? Odd { get; init; }

    /// <summary>Looks at a record.</summary>
    public static DkimKeyShape Of(DkimKeyRecord record)
    {
        if (record.Tags["p"] is not { } tag) return new(DkimKeyForm.Missing);
        var text = Armour.Replace(tag.Value, "");
        var hasArmour = text.Length != tag.Value.Length;
        text = string.Concat(text.Where(character => !DkimTagList.IsSpace(character)));
        if (text.Length == 0) return new(DkimKeyForm.Empty) { HasArmour = hasArmour };
        var odd = text.TrimEnd('=').FirstOrDefault(character => !char.IsAsciiLetterOrDigit(character) && character is not ('+' or '/'));
        var octets = Decode(text);
        var expected = ExpectedLength(octets);
        var form = FormOf(octets, expected);
        return new(form is DkimKeyForm.Other or DkimKeyForm.Cut && odd != 0 ? DkimKeyForm.NoBase64 : form)
        {
            Octets = octets,
            Expected = expected,
            HasArmour = hasArmour,
            Odd = odd == 0 ? null : odd,
        };
    }

    private static DkimKeyForm FormOf(byte[] octets, int? expected)
    {
        if (octets.Length == Ed25519.PublicKeySize) return DkimKeyForm.Ed25519;
        if (expected > octets.Length) return DkimKeyForm.Cut;
        if (expected != octets.Length) return DkimKeyForm.Other;
        try
        {
            return FormOf(new AsnReader(octets, AsnEncodingRules.BER).ReadSequence());
        }
        catch (AsnContentException)
        {
            return DkimKeyForm.Other;
        }
    }

    /// <summary>Tells the structures that keys are kept in by how they begin.</summary>
    private static DkimKeyForm FormOf(AsnReader reader)
    {
        if (reader.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)) // RSAPublicKey: the modulus; PKCS#1 and PKCS#8: the version
            return reader.ReadIntegerBytes().Length > 1 ? DkimKeyForm.BareRsa : DkimKeyForm.PrivateKey;
        var first = reader.ReadSequence();
        if (!first.HasData || first.PeekTag() != Asn1Tag.ObjectIdentifier) return reader.HasData && reader.PeekTag() == Asn1Tag.Sequence ? DkimKeyForm.Certificate : DkimKeyForm.Other;
        var oid = first.ReadObjectIdentifier();
        if (!reader.HasData || !reader.PeekTag().HasSameClassAndValue(Asn1Tag.PrimitiveBitString)) return DkimKeyForm.PrivateKey; // EncryptedPrivateKeyInfo
        return oid switch { RsaOid => DkimKeyForm.Rsa, Ed25519Pkcs8.AlgorithmOid => DkimKeyForm.WrappedEd25519, _ => DkimKeyForm.OtherAlgorithm };
    }

    /// <summary>The length of a DER sequence by its own head (X.690 section 8.1.3).</summary>
    private static int? ExpectedLength(byte[] octets)
    {
        if (octets.Length < 2 || octets[0] != 0x30) return null;
        if (octets[1] < 0x80) return 2 + octets[1];
        var count = octets[1] & 0x7f;
        if (count is 0 or > 2 || octets.Length < 2 + count) return null;
        return 2 + count + (count == 1 ? octets[2] : (octets[2] << 8) | octets[3]);
    }

    /// <summary>The octets of what is base64 of it, also of the kind for addresses of pages (RFC 4648 section 5), whole or not.</summary>
    private static byte[] Decode(string text)
    {
        var kept = string.Concat(text.Select(character => character switch { '-' => '+', '_' => '/', _ => character }).Where(character => char.IsAsciiLetterOrDigit(character) || character is '+' or '/'));
        if (kept.Length % 4 == 1) kept = kept[..^1];
        return DkimBase64.Decode(kept.PadRight((kept.Length + 3) / 4 * 4, '=')) ?? [];
    }

    /// <summary>Whatever stands there is read once: a record may be 64 KB of dashes.</summary>
    private static Regex Armour { get; } = new("-{2,}(BEGIN|END)[A-Z0-9 ]*-{2,}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
