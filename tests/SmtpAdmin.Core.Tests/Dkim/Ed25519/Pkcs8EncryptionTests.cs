using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>Encrypted PKCS#8, as OpenSSL and the base class library write it.</summary>
public sealed class Pkcs8EncryptionTests
{
    private const string Seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    private const string Passphrase = "pässword";
    private const int FewIterations = 100; // these tests are not about strength

    // By OpenSSL 3.0: openssl pkcs8 -topk8 -v2 <cipher> -v2prf <prf> -iter 2048.
    private const string Aes128Sha1 =
        "MIGNMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAhob7dNgg/BrQICCAAwHQYJYIZIAWUDBAECBBBVpPv7eFTBTksm5SvyupzYBED9ZjBCIrtR7MetTNHzIn9tzoV2iTcGcAZ58ZEUB9DvpHdYuytSmpOgnlHdqY7PvAmszt99XtZJLKuXr74PXUxH";
    private const string Aes192Sha384 =
        "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhBgr099swOJgICCAAwDAYIKoZIhvcNAgoFADAdBglghkgBZQMEARYEEHpmIsKPug+fS5eTDzgTDwMEQLj8I7yWLLPFX9WIEKvcei3KBcGf+5wkd88GPnKcEz7wzzoRzMmwhH0rDDfEvy2rIy4rb/+ZZZxWRd+PmdB09zA=";
    private const string Aes256Sha512 =
        "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg4ceobrC/dawICCAAwDAYIKoZIhvcNAgsFADAdBglghkgBZQMEASoEEJjPN69kcauknu3z7UPxj7QEQI1tmcaoYUEkiSlEm5/mkna2fuC4l1M+d9yPsM6s46di+qMHMSRdozKEp+38vWKAwxMMer5I06BvMrwZBy1zL8M=";
    private const string Aes256Sha256 =
        "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhpSarsG41nlgICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEDDnzXmnGZsuIj0/+FW3M1sEQENwJ0cbbVCdP7ikENEfI0Q4+ul79XlRi7GUnWUIHVsHxeoDzUTT5gyxUSlgOhDCVHO2PL0JUZAieDl9bCJi4f8=";

    // Not supported, with the passphrase "x": scrypt, triple DES, and PBES1.
    private const string Scrypt =
        "MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAg9TuOIdh43tAICQAACAQgCAQEwHQYJYIZIAWUDBAEqBBAiunRIyzXVDNFoWnFQDUzYBECzHu+tr2N8D4hIzG6aEnCouE35bneg+3Jkvfn6oQpp5FDTlUMTFWkvemTm3cl0Is8TBTgd1dYvjF2Iw2osz6LC";
    private const string TripleDes =
        "MIGKME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAj887yN0TUsXAICCAAwDAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQI+K2gnla39fwEOKIKfLlykkJ0wSHaZjFzlPgG3HBMSOpUXLQZTX5DPucK3ZESjnSvr+QdLJffoxGt4Kn3I1CLsw7C";
    private const string Pbes1 = "MFgwHAYKKoZIhvcNAQwBAzAOBAgRjjR/0b2N6gICCAAEOKPiwnXQ4G4x9wW3fO8516G+XED8vjgVZjumR5mu4hCYUCrGjc3aPLGctvfrpJqA47RbANkfAj3u";

    [Theory]
    [InlineData(Aes128Sha1)]
    [InlineData(Aes192Sha384)]
    [InlineData(Aes256Sha512)]
    [InlineData(Aes256Sha256)]
    public void What_OpenSSL_encrypts_is_read(string base64) =>
        Assert.Equal(Seed, Convert.ToHexStringLower(Ed25519Pkcs8.ReadEncrypted(Convert.FromBase64String(base64), Passphrase)));

    [Theory]
    [InlineData(Scrypt, "1.3.6.1.4.1.11591.4.11")]
    [InlineData(TripleDes, "1.2.840.113549.3.7")]
    [InlineData(Pbes1, "1.2.840.113549.1.12.1.3")]
    public void Another_encryption_is_named_and_refused(string base64, string oid)
    {
        var refused = Assert.Throws<UnsupportedEncryptionException>(() => Ed25519Pkcs8.ReadEncrypted(Convert.FromBase64String(base64), "x"));
        Assert.Equal(
            $"The private key is encrypted in a way that is not supported ({oid}): only PBES2 with PBKDF2, HMAC with SHA-1 or SHA-2, and AES in CBC mode is.",
            refused.Message);
    }

    [Fact]
    public void What_is_encrypted_is_decrypted_with_the_same_passphrase_and_no_other() =>
        Prop.ForAll(EdgeOctets.Of(32).ToArbitrary(), ArbMap.Default.ArbFor<NonEmptyString>(), (seed, passphrase) =>
        {
            var encrypted = Ed25519Pkcs8.WriteEncrypted(seed, passphrase.Get, FewIterations);
            Assert.Equal(seed, Ed25519Pkcs8.ReadEncrypted(encrypted, passphrase.Get));
            Assert.Throws<CryptographicException>(() => Ed25519Pkcs8.ReadEncrypted(encrypted, passphrase.Get + "x"));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_wrong_passphrase_of_thousands_is_taken_for_right() // one of 256 gives padding that looks right
    {
        var encrypted = Ed25519Pkcs8.WriteEncrypted(Convert.FromHexString(Seed), Passphrase, iterations: 1);
        for (var n = 0; n < 3000; n++)
        {
            var refused = Assert.Throws<CryptographicException>(() => Ed25519Pkcs8.ReadEncrypted(encrypted, $"{n}"));
            Assert.Equal("The passphrase is wrong, or the private key is damaged.", refused.Message);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0500")] // not a sequence
    [InlineData("3000ff")] // one, and something more
    [InlineData("30030201")] // one that is cut off
    [InlineData("3080020100")] // one without its end
    public void What_looks_decrypted_and_is_not_one_sequence_came_of_a_wrong_passphrase(string content)
    {
        var encrypted = Pkcs8Encryption.Encrypt(Convert.FromHexString(content), Passphrase, FewIterations);
        var refused = Assert.Throws<CryptographicException>(() => Pkcs8Encryption.Decrypt(encrypted, Passphrase));
        Assert.Equal("The passphrase is wrong, or the private key is damaged.", refused.Message);
    }

    [Fact]
    public void Two_encryptions_of_one_key_have_nothing_secret_in_common()
    {
        var one = Ed25519Pkcs8.WriteEncrypted(Convert.FromHexString(Seed), Passphrase, FewIterations);
        var other = Ed25519Pkcs8.WriteEncrypted(Convert.FromHexString(Seed), Passphrase, FewIterations);
        Assert.False(one.AsSpan(^64..).SequenceEqual(other.AsSpan(^64..)));
        Assert.Equal(-1, one.AsSpan().IndexOf(Convert.FromHexString(Seed).AsSpan(0, 8)));
    }

    [Fact]
    public void The_base_class_library_and_this_read_each_other()
    {
        using var rsa = RSA.Create(1024);
        var plain = rsa.ExportPkcs8PrivateKey();
        foreach (var (cipher, hash) in new[]
        {
            (PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA1), (PbeEncryptionAlgorithm.Aes192Cbc, HashAlgorithmName.SHA384),
            (PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256), (PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA512),
        })
        {
            Assert.Equal(plain, Pkcs8Encryption.Decrypt(rsa.ExportEncryptedPkcs8PrivateKey(Passphrase, new PbeParameters(cipher, hash, FewIterations)), Passphrase));
        }
        using var again = RSA.Create();
        again.ImportEncryptedPkcs8PrivateKey(Passphrase, Pkcs8Encryption.Encrypt(plain, Passphrase, FewIterations), out _);
        Assert.Equal(plain, again.ExportPkcs8PrivateKey());
        Assert.Throws<CryptographicException>(() => Ed25519Pkcs8.ReadEncrypted(Pkcs8Encryption.Encrypt(plain, Passphrase, FewIterations), Passphrase)); // an RSA key
    }

    [Theory]
    [InlineData("0203989681")] // 10,000,001
    [InlineData("02047fffffff")]
    [InlineData("02080fffffffffffffff")]
    [InlineData("020100")]
    [InlineData("0201ff")] // -1
    public void A_number_of_iterations_out_of_bounds_is_refused_before_any_work(string encoded)
    {
        var refused = Assert.Throws<UnsupportedEncryptionException>(() => Pkcs8Encryption.Decrypt(WithIterations(encoded), Passphrase));
        Assert.Equal("The private key is encrypted with a number of iterations that is not between 1 and 10,000,000.", refused.Message);
    }

    [Theory]
    [InlineData("02020800020120", true)] // the length of the key, 32, as some encoders state it
    [InlineData("02020800020110", false)] // 16, which it is not
    public void A_stated_length_of_the_key_must_be_the_right_one(string encoded, bool isRight)
    {
        var der = WithIterations(encoded);
        if (isRight) Assert.Equal(Seed, Convert.ToHexStringLower(Ed25519Pkcs8.ReadEncrypted(der, Passphrase)));
        else Assert.Throws<FormatException>(() => Ed25519Pkcs8.ReadEncrypted(der, Passphrase));
    }

    [Fact]
    public void An_empty_passphrase_and_iterations_out_of_bounds_are_not_written()
    {
        var seed = Convert.FromHexString(Seed);
        Assert.Throws<ArgumentException>(() => Ed25519Pkcs8.WriteEncrypted(seed, "", FewIterations));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ed25519Pkcs8.WriteEncrypted(seed, Passphrase, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ed25519Pkcs8.WriteEncrypted(seed, Passphrase, Pbes2Parameters.MaxIterations + 1));
    }

    [Fact]
    public void A_plain_key_is_no_encrypted_one_and_the_other_way_round()
    {
        Assert.Throws<FormatException>(() => Ed25519Pkcs8.ReadEncrypted(Ed25519Pkcs8.Write(Convert.FromHexString(Seed)), Passphrase));
        Assert.Throws<FormatException>(() => Ed25519Pkcs8.Read(Convert.FromBase64String(Aes256Sha256)));
    }

    [Fact]
    public void Every_shortened_key_is_refused()
    {
        var whole = Convert.FromBase64String(Aes256Sha256);
        for (var length = 0; length < whole.Length; length++) Assert.Throws<FormatException>(() => Ed25519Pkcs8.ReadEncrypted(whole.AsMemory(0, length), Passphrase));
    }

    [Fact]
    public void Damage_is_a_refusal_and_never_another_exception()
    {
        var encrypted = Ed25519Pkcs8.WriteEncrypted(Convert.FromHexString(Seed), Passphrase, iterations: 1); // which damage does not make many
        var seen = 0;
        Prop.ForAll(Damage.Of(2).ToArbitrary(), damage =>
        {
            var damaged = damage.Apply(encrypted);
            var thrown = Record.Exception(() => Ed25519Pkcs8.ReadEncrypted(damaged, Passphrase));
            Assert.True(thrown is null or FormatException or CryptographicException, thrown?.ToString());
            if (thrown is not null) seen++;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
        Assert.True(seen > 1500, $"Only {seen} were refused.");
    }

    /// <summary>The file that OpenSSL made with HMAC-SHA-256, with other iterations in it.</summary>
    private static byte[] WithIterations(string encoded)
    {
        var hex = Convert.ToHexStringLower(Convert.FromBase64String(Aes256Sha256));
        var at = hex.IndexOf("02020800", StringComparison.Ordinal);
        var more = (encoded.Length - "02020800".Length) / 2;
        var octets = Convert.FromHexString(hex[..at] + encoded + hex[(at + 8)..]);
        octets[2] += (byte)more; // the whole
        octets[4] += (byte)more; // the algorithm
        octets[17] += (byte)more; // its parameters
        octets[19] += (byte)more; // those of the derivation, with its name
        octets[32] += (byte)more; // and without
        return octets;
    }
}
