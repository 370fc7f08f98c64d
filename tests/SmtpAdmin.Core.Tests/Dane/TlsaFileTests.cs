using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dane;

namespace SmtpAdmin.Core.Tests.Dane;

public class TlsaFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, TlsaSelector, TlsaMatchingType, string> Golden
    {
        get
        {
            var data = new TheoryData<string, TlsaSelector, TlsaMatchingType, string>();
            foreach (var row in TestData.Rows("tlsa/associations.tsv"))
                data.Add(row[0], Enum.Parse<TlsaSelector>(row[1]), Enum.Parse<TlsaMatchingType>(row[2]), row[3]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public async Task A_certificate_gives_what_openssl_makes_of_it(string file, TlsaSelector selector, TlsaMatchingType matchingType, string wanted)
    {
        var identity = await ReadAsync(file);
        Assert.Equal(wanted, Hex(identity.Own.Association(selector, matchingType)));
    }

    [Theory]
    [InlineData("rsa.pub.pem", "rsa.pem")]
    [InlineData("ec.pub.der", "ec.pem")]
    public async Task A_public_key_by_itself_gives_what_its_certificate_does_and_has_no_certificate(string key, string certificate)
    {
        var (bare, whole) = (await ReadAsync(key), await ReadAsync(certificate));
        Assert.Equal(whole.Own.Key, bare.Own.Key);
        Assert.Null(bare.Own.Association(TlsaSelector.Cert, TlsaMatchingType.Sha256));
    }

    [Fact]
    public async Task PEM_and_DER_are_the_same() => Assert.Equal((await ReadAsync("ec.pem")).Own, (await ReadAsync("ec.der")).Own);

    [Fact]
    public async Task In_a_file_the_certificate_of_the_server_is_found_whatever_the_order()
    {
        var (chain, own, authority) = (await ReadAsync("chain.pem"), await ReadAsync("rsa.pem"), await ReadAsync("ca.pem"));
        Assert.Equal((own.Own, authority.Own), (chain.Own, chain.Issuer));
        Assert.Equal((false, true), (chain.IsAuthority, authority.IsAuthority));
        Assert.Null(own.Issuer);
        var turned = Read(TestData.Text("tlsa/rsa.pem") + TestData.Text("tlsa/ca.pem"));
        Assert.Equal((own.Own, authority.Own), (turned.Own, turned.Issuer));
    }

    [Fact]
    public void An_authority_of_the_same_name_with_another_key_signed_nothing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Golden TLSA authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var impostor = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-5), DateTimeOffset.UtcNow.AddYears(5));
        Assert.Null(Read(TestData.Text("tlsa/rsa.pem") + impostor.ExportCertificatePem()).Issuer);
    }

    [Fact]
    public void A_private_key_beside_the_certificate_is_skipped()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var identity = Read($"{key.ExportPkcs8PrivateKeyPem()}\n{TestData.Text("tlsa/ec.pem")}");
        Assert.NotEqual(key.ExportSubjectPublicKeyInfo(), identity.Own.Key);
        Assert.NotNull(identity.Own.Certificate);
    }

    [Fact]
    public void A_file_with_nothing_but_a_private_key_is_refused_and_not_shown()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000);
        byte[][] files =
        [
            Encoding.ASCII.GetBytes(rsa.ExportRSAPrivateKeyPem()), Encoding.ASCII.GetBytes(ec.ExportPkcs8PrivateKeyPem()), Encoding.ASCII.GetBytes(ec.ExportECPrivateKeyPem()),
            rsa.ExportRSAPrivateKey(), rsa.ExportPkcs8PrivateKey(), ec.ExportECPrivateKey(), ec.ExportEncryptedPkcs8PrivateKey("secret", encryption),
        ];
        foreach (var file in files)
        {
            var problem = Assert.Throws<TlsaException>(() => TlsaFile.Read(file, "key.pem"));
            Assert.Equal(TlsaFault.PrivateKeyOnly, problem.Fault);
            Assert.Contains("openssl pkey -in key.pem -pubout", problem.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", TlsaFault.NoCertificate, "neither a certificate nor a public key")]
    [InlineData("hello", TlsaFault.NoCertificate, "neither a certificate nor a public key")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB", TlsaFault.BadFile, "does not end")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", TlsaFault.BadFile, "is damaged")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----", TlsaFault.BadFile, "is damaged")]
    [InlineData("-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----", TlsaFault.NoCertificate, "but: X509 CRL")]
    public void What_is_no_certificate_is_told_as_such(string content, TlsaFault fault, string said)
    {
        var problem = Assert.Throws<TlsaException>(() => Read(content));
        Assert.Equal(fault, problem.Fault);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_containers_are_refused_with_the_command_that_opens_them()
    {
        Assert.Contains("openssl pkcs7 -print_certs", (await Assert.ThrowsAsync<TlsaException>(() => ReadAsync("rsa.p7b.pem"))).Message, StringComparison.Ordinal);
        using var certificate = X509CertificateLoader.LoadCertificate(TestData.Bytes("tlsa/ec.der"));
        Assert.Contains("openssl pkcs12", Assert.Throws<TlsaException>(() => TlsaFile.Read(certificate.Export(X509ContentType.Pkcs12), "x.p12")).Message, StringComparison.Ordinal);
        Assert.Contains("holds 2 public keys", Assert.Throws<TlsaException>(() => Read(TestData.Text("tlsa/rsa.pub.pem") + TestData.Text("tlsa/rsa.pub.pem"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_too_large_is_refused()
    {
        var missing = await Assert.ThrowsAsync<TlsaException>(() => ReadAsync("nothing.pem"));
        Assert.Equal((TlsaFault.BadFile, true), (missing.Fault, missing.Message.EndsWith("nothing.pem' cannot be read: there is no such file.", StringComparison.Ordinal)));
        Assert.Equal(TlsaFault.BadFile, (await Assert.ThrowsAsync<TlsaException>(() => TlsaFile.ReadAsync("", Token))).Fault);
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, new byte[(1024 * 1024) + 1], Token);
            Assert.Contains("is larger than", (await Assert.ThrowsAsync<TlsaException>(() => TlsaFile.ReadAsync(path, Token))).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Whatever is changed in a file, it gives a key or is refused; nothing else ever comes of it.</summary>
    [Theory]
    [InlineData("ec.der")]
    [InlineData("ec.pub.der")]
    [InlineData("chain.pem")]
    [InlineData("rsa.p7b.pem")]
    public void Damage_is_refused_in_words(string file)
    {
        var content = TestData.Bytes($"tlsa/{file}");
        var changes = ArbMap.Default.ArbFor<(int At, byte Value, int Cut)>();
        Prop.ForAll(changes, change =>
        {
            var damaged = content[..(content.Length - (int)((uint)change.Cut % 3 == 0 ? (uint)change.Cut % (uint)content.Length : 0))];
            damaged[(int)((uint)change.At % (uint)damaged.Length)] = change.Value;
            try
            {
                return TlsaFile.Read(damaged, file).Own.Key.Length > 0;
            }
            catch (TlsaException problem)
            {
                return problem.Message.EndsWith('.') && problem.Message.Contains(file, StringComparison.Ordinal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static Task<TlsaIdentity> ReadAsync(string file) => TlsaFile.ReadAsync(TestData.PathOf($"tlsa/{file}"), Token);

    private static TlsaIdentity Read(string content) => TlsaFile.Read(Encoding.Latin1.GetBytes(content), "test.pem");

    private static string Hex(byte[]? octets) => Convert.ToHexString(octets!).ToLower(CultureInfo.InvariantCulture);
}
