using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Keys;

/// <summary>The files in <c>tests/data/dkim/keys</c> are made by OpenSSL and OpenSSH, for these tests alone; the passphrase is <c>Grüße 1</c>.</summary>
public sealed class DkimKeyPemTests
{
    private const string Passphrase = "Grüße 1";
    private const string RsaFingerprint = "844ea10d4a1fc33105bd381f775e4d6858918b6f8f2dd5f7322e2115a4ac07a7"; // openssl pkey -pubout -outform DER | openssl sha256
    private const string Ed25519Fingerprint = "2cd76728ba846e5bbd33aee798ede1de1fb535b86b394275e5180b4d0569775d";

    [Theory]
    [InlineData("rsa.pem", "", DkimKeyAlgorithm.Rsa, 2048, RsaFingerprint)]
    [InlineData("rsa.pem", "not needed", DkimKeyAlgorithm.Rsa, 2048, RsaFingerprint)]
    [InlineData("rsa-pkcs1.pem", "", DkimKeyAlgorithm.Rsa, 2048, RsaFingerprint)]
    [InlineData("rsa-encrypted.pem", Passphrase, DkimKeyAlgorithm.Rsa, 2048, RsaFingerprint)]
    [InlineData("ed25519.pem", "", DkimKeyAlgorithm.Ed25519, 256, Ed25519Fingerprint)]
    [InlineData("ed25519-encrypted.pem", Passphrase, DkimKeyAlgorithm.Ed25519, 256, Ed25519Fingerprint)]
    public void Keys_of_openssl_are_read(string file, string passphrase, DkimKeyAlgorithm algorithm, int size, string fingerprint)
    {
        using var key = DkimSigningKey.Read(Text(file), passphrase);
        Assert.Equal((algorithm, size), (key.Algorithm, key.KeySize));
        Assert.Equal(fingerprint, DkimFingerprint.Of(key.Algorithm, key.PublicKeyData()));
    }

    [Theory]
    [InlineData("certificate.pem", DkimKeyFault.Certificate, "certificate")]
    [InlineData("public.pem", DkimKeyFault.PublicKey, "public key")]
    [InlineData("request.pem", DkimKeyFault.NotPrivate, "CERTIFICATE REQUEST")]
    [InlineData("openssh.pem", DkimKeyFault.OtherProgram, "OpenSSH")]
    [InlineData("ec.pem", DkimKeyFault.UnsupportedAlgorithm, "elliptic curves")]
    [InlineData("ec-with-parameters.pem", DkimKeyFault.UnsupportedAlgorithm, "EC")]
    [InlineData("x25519.pem", DkimKeyFault.UnsupportedAlgorithm, "X25519")]
    [InlineData("rsa-pss.pem", DkimKeyFault.UnsupportedAlgorithm, "RSA-PSS")]
    [InlineData("rsa-512.pem", DkimKeyFault.Size, "512 bits")]
    [InlineData("rsa-encrypted.pem", DkimKeyFault.PassphraseMissing, "-Passphrase")]
    [InlineData("ed25519-encrypted.pem", DkimKeyFault.PassphraseMissing, "-Passphrase")]
    [InlineData("rsa-pkcs1-encrypted.pem", DkimKeyFault.UnsupportedEncryption, "openssl pkcs8")]
    public void What_is_no_private_key_for_DKIM_is_told_for_what_it_is(string file, DkimKeyFault fault, string word)
    {
        var thrown = Assert.Throws<DkimKeyException>(() => DkimSigningKey.Read(Text(file), ""));
        Assert.Equal(fault, thrown.Fault);
        Assert.Contains(word, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rsa-encrypted.pem", DkimKeyFault.PassphraseWrong)]
    [InlineData("ed25519-encrypted.pem", DkimKeyFault.PassphraseWrong)]
    [InlineData("rsa-pbes1.pem", DkimKeyFault.UnsupportedEncryption)]
    public void A_passphrase_that_does_not_fit_is_told_and_not_repeated(string file, DkimKeyFault fault)
    {
        var thrown = Assert.Throws<DkimKeyException>(() => DkimSigningKey.Read(Text(file), "s3cret-and-wrong"));
        Assert.Equal(fault, thrown.Fault);
        Assert.DoesNotContain("s3cret", thrown.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", DkimKeyFault.NotAKey)]
    [InlineData("hello", DkimKeyFault.NotAKey)]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSk\n", DkimKeyFault.Damaged)]
    [InlineData("-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n", DkimKeyFault.Damaged)]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", DkimKeyFault.Damaged)]
    [InlineData("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", DkimKeyFault.Damaged)]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", DkimKeyFault.Damaged)]
    [InlineData("PuTTY-User-Key-File-3: ssh-ed25519\n", DkimKeyFault.OtherProgram)]
    [InlineData("-----BEGIN PGP PRIVATE KEY BLOCK-----\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----\n", DkimKeyFault.OtherProgram)]
    [InlineData("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", DkimKeyFault.NotPrivate)]
    [InlineData("\u00FF\u00FE-\0-\0", DkimKeyFault.NotAKey)]
    [InlineData("0\u0082\u0004\u00BE\u0002", DkimKeyFault.NotAKey)]
    public void Other_text_is_told_for_what_it_is(string text, DkimKeyFault fault) =>
        Assert.Equal(fault, Assert.Throws<DkimKeyException>(() => DkimSigningKey.Read(text, "x")).Fault);

    [Fact]
    public void Text_around_the_key_and_a_mark_before_it_do_no_harm()
    {
        var pem = Text("rsa.pem");
        foreach (var text in new[] { "\uFEFF" + pem, "\u00EF\u00BB\u00BF" + pem, pem.ReplaceLineEndings("\r\n"), "Key attributes\n" + pem + "v=DKIM1; k=rsa\n", Text("certificate.pem") + pem, Text("ec-with-parameters.pem").Split("-----BEGIN EC PRIVATE")[0] + pem })
        {
            using var key = DkimSigningKey.Read(text, "");
            Assert.Equal(2048, key.KeySize);
        }
    }

    [Theory]
    [InlineData(DkimKeyAlgorithm.Rsa, "")]
    [InlineData(DkimKeyAlgorithm.Rsa, "pass phrase ü")]
    [InlineData(DkimKeyAlgorithm.Ed25519, "")]
    [InlineData(DkimKeyAlgorithm.Ed25519, "pass phrase ü")]
    public void What_is_written_is_read(DkimKeyAlgorithm algorithm, string passphrase)
    {
        using var key = DkimSigningKey.Create(algorithm, 2048);
        var pem = key.ToPem(passphrase);
        Assert.StartsWith(passphrase.Length > 0 ? "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" : "-----BEGIN PRIVATE KEY-----\n", pem, StringComparison.Ordinal);
        Assert.EndsWith(" PRIVATE KEY-----\n", pem, StringComparison.Ordinal);
        using var read = DkimSigningKey.Read(pem, passphrase);
        Assert.Equal(key.PublicKeyData(), read.PublicKeyData());
        if (passphrase.Length > 0) Assert.Equal(DkimKeyFault.PassphraseWrong, Assert.Throws<DkimKeyException>(() => DkimSigningKey.Read(pem, passphrase + "x")).Fault);
    }

    /// <summary>Octets changed, cut off or put in: a key or a fault, and nothing else.</summary>
    [Fact]
    public void Damaged_keys_are_faults()
    {
        string[] files = ["rsa.pem", "rsa-pkcs1.pem", "ed25519.pem", "certificate.pem", "ec.pem"];
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var text = new System.Text.StringBuilder(Text(files[random.Next(files.Length)]));
            for (var count = random.Next(1, 6); count > 0; count--)
            {
                var at = random.Next(text.Length);
                if (random.Next(3) == 0) text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at));
                else if (random.Next(2) == 0) text.Insert(at, (char)random.Next(256));
                else text[at] = (char)random.Next(32, 127);
                if (text.Length == 0) break;
            }
            try
            {
                using var key = DkimSigningKey.Read(text.ToString(), "");
                return key.PublicKeyData().Length > 0;
            }
            catch (DkimKeyException exception)
            {
                return exception.Message.Length > 0;
            }
        }).QuickCheckThrowOnFailure();
    }

    private static string Text(string file) => TestData.Text($"dkim/keys/{file}");
}
