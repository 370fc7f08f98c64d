namespace SmtpAdmin.Dkim;

/// <summary>Tells what a text is that was taken for a private key. Nothing of the text itself is told but the words of its first line.</summary>
internal static class DkimKeyFaults
{
    /// <summary>How to come by a key that is taken.</summary>
    public const string Convert = "Convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -in old.pem -out new.pem";

    private const string Wanted = "A PEM text that begins with '-----BEGIN PRIVATE KEY-----' is wanted.";

    public static DkimKeyException Of(DkimKeyFault fault, string message, Exception? inner = null) => new(message, inner!) { Fault = fault };

    public static DkimKeyException Damaged(Exception? inner) => Of(DkimKeyFault.Damaged, "The private key is damaged: it is not what its first line says. Take it from a copy.", inner);

    public static DkimKeyException Size(int bits) => Of(DkimKeyFault.Size, bits < DkimSigningKey.MinRsaSize
        ? $"The RSA key has {bits} bits, and receivers must not accept one of less than {DkimSigningKey.MinRsaSize} (RFC 8301 section 3.2). Make another with New-DkimKey."
        : $"The RSA key has {bits} bits, more than the {DkimPublicKey.MaxRsaSize} that are taken here. Make another with New-DkimKey.");

    /// <summary>A key in PKCS#8 that is neither RSA nor Ed25519.</summary>
    public static DkimKeyException OtherAlgorithm(string oid) => Of(DkimKeyFault.UnsupportedAlgorithm, $"It is {NameOf(oid)}; DKIM takes RSA and Ed25519 (RFC 8463). Make a key with New-DkimKey.");

    /// <summary>A text without a private key.</summary>
    /// <param name="text">The text.</param>
    /// <param name="labels">What the PEM in it says that it is.</param>
    public static DkimKeyException OfText(ReadOnlySpan<char> text, IReadOnlyList<string> labels)
    {
        // Parameters may stand before the key that they are for.
        var label = labels.FirstOrDefault(name => !name.EndsWith("PARAMETERS", StringComparison.Ordinal)) ?? (labels.Count > 0 ? labels[0] : null);
        return label is null ? OfNoPem(text) : OfLabel(label);
    }

    private static DkimKeyException OfLabel(string label) => label switch
    {
        "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE" => Of(DkimKeyFault.Certificate, "It is a certificate, not a private key; DKIM has no use for certificates. Make a key with New-DkimKey."),
        "PUBLIC KEY" or "RSA PUBLIC KEY" => Of(DkimKeyFault.PublicKey, "It is the public key; the private one is wanted."),
        "EC PRIVATE KEY" or "DSA PRIVATE KEY" => Of(DkimKeyFault.UnsupportedAlgorithm, $"It is a key for {label[..^" PRIVATE KEY".Length]}; DKIM takes RSA and Ed25519 (RFC 8463). Make a key with New-DkimKey."),
        "OPENSSH PRIVATE KEY" => Of(DkimKeyFault.OtherProgram, "It is a key of OpenSSH, in a form of its own. An RSA key can be converted, in a copy: ssh-keygen -p -m PKCS8 -f copy. Better make one with New-DkimKey, and use it for DKIM alone."),
        _ when label.StartsWith("PGP ", StringComparison.Ordinal) || label.StartsWith("SSH2 ", StringComparison.Ordinal) => Of(DkimKeyFault.OtherProgram, $"It is a '{PlainText.Excerpt(label, 40)}'. {Wanted} Make one with New-DkimKey."),
        _ => Of(DkimKeyFault.NotPrivate, $"It is a '{PlainText.Excerpt(label, 40)}', not a private key. {Wanted}"),
    };

    private static DkimKeyException OfNoPem(ReadOnlySpan<char> text)
    {
        if (text.IndexOf("PuTTY-User-Key-File", StringComparison.Ordinal) >= 0) return Of(DkimKeyFault.OtherProgram, "It is a key of PuTTY, in a form of its own. Make one for DKIM with New-DkimKey.");
        if (text.IndexOf("-----BEGIN ", StringComparison.Ordinal) >= 0) return Of(DkimKeyFault.Damaged, "The text begins as a PEM, but its end is missing, or something in it is no base64. Take it from a copy.");
        if (text.StartsWith("\u00FF\u00FE") || text.StartsWith("\u00FE\u00FF")) return Of(DkimKeyFault.NotAKey, "The file is text in UTF-16, and a PEM is ASCII. Save it anew: Get-Content old.pem | Set-Content -Encoding ascii new.pem");
        if (text.Length > 1 && text[0] == '0' && text[1] is '\u0082' or '\u0081' or '.') return Of(DkimKeyFault.NotAKey, "The file is binary, perhaps a key in DER or a PKCS#12. Convert it: openssl pkey -inform DER -in old.der -out new.pem, or openssl pkcs12 -nodes -nocerts -in old.p12 -out new.pem");
        return Of(DkimKeyFault.NotAKey, $"There is no private key in it. {Wanted}");
    }

    private static string NameOf(string oid) => oid switch
    {
        "1.2.840.10045.2.1" => "a key for elliptic curves (EC)",
        "1.2.840.113549.1.1.10" => "an RSA key that is for RSA-PSS alone, which DKIM does not use",
        "1.2.840.10040.4.1" => "a DSA key",
        "1.3.101.110" or "1.3.101.111" => "a key for key agreement (X25519 or X448), which cannot sign",
        "1.3.101.113" => "an Ed448 key",
        _ => $"a key for another algorithm ({PlainText.Excerpt(oid, 60)})",
    };
}
