using System.Formats.Asn1;

namespace SmtpAdmin.Dane;

/// <summary>Certificates and keys as octets. What a record is of is taken as it stands: encoded anew it might differ, and match nothing.</summary>
internal static class CertificateDer
{
    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>The SubjectPublicKeyInfo of a certificate (RFC 5280 section 4.1).</summary>
    /// <exception cref="AsnContentException">It is no certificate.</exception>
    public static byte[] PublicKeyOf(ReadOnlyMemory<byte> certificate)
    {
        var tbs = new AsnReader(certificate, AsnEncodingRules.BER).ReadSequence().ReadSequence();
        if (tbs.PeekTag() == Version) tbs.ReadEncodedValue();
        for (var part = 0; part < 5; part++) tbs.ReadEncodedValue(); // serialNumber, signature, issuer, validity, subject
        var key = tbs.ReadEncodedValue();
        CheckPublicKey(key);
        return key.ToArray();
    }

    /// <summary>Checks the form of a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7): an algorithm, and the key as bits.</summary>
    /// <exception cref="AsnContentException">It is none.</exception>
    public static void CheckPublicKey(ReadOnlyMemory<byte> key)
    {
        var whole = new AsnReader(key, AsnEncodingRules.BER);
        var info = whole.ReadSequence();
        whole.ThrowIfNotEmpty();
        info.ReadSequence().ReadObjectIdentifier();
        info.ReadBitString(out _);
        info.ThrowIfNotEmpty();
    }

    /// <summary>What octets in DER are, as far as it takes to name it.</summary>
    public static DerKind KindOf(ReadOnlyMemory<byte> octets)
    {
        try
        {
            var whole = new AsnReader(octets, AsnEncodingRules.BER);
            var outer = whole.ReadSequence();
            if (outer.PeekTag() == Asn1Tag.ObjectIdentifier) return DerKind.Pkcs7; // RFC 5652 section 3
            if (outer.PeekTag() == Asn1Tag.Integer) return outer.ReadInteger() == 3 ? DerKind.Pkcs12 : DerKind.PrivateKey; // RFC 7292 section 4; RFC 5958, 8017, 5915
            var first = outer.ReadSequence();
            if (first.PeekTag() != Asn1Tag.ObjectIdentifier) return DerKind.Certificate;
            return outer.PeekTag() == Asn1Tag.PrimitiveOctetString ? DerKind.PrivateKey : DerKind.PublicKey; // RFC 5958 section 3: a private key, encrypted
        }
        catch (AsnContentException)
        {
            return DerKind.None;
        }
    }
}
