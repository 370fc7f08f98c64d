using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

/// <summary>Certificates that somebody made to be shown.</summary>
public sealed class ServerCertificateTests : IDisposable
{
    private const string Evil = "e\u001b]0;owned\u0007\nfake: ok\u202E\u200F\u2028x";
    private static readonly SmtpTlsSettings Settings = new() { ServerName = "mail.example.org" };
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public void No_field_drives_the_terminal()
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(Evil);
        name.AddOrganizationName(Evil);
        using var certificate = Issue(name.Build(), Names("a\u001b[2J\nb.example.org"), DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(-5));
        var info = ServerCertificate.Examine(certificate, null, Settings, TimeProvider.System);
        Assert.Contains("owned", info.CertificateSubject, StringComparison.Ordinal);
        Assert.Contains("owned", info.CertificateIssuer, StringComparison.Ordinal);
        Assert.Equal(["a\uFFFD[2J\uFFFDb.example.org"], info.CertificateNames);
        Assert.Contains(info.ChainErrors, error => error.StartsWith("NotTimeValid: ", StringComparison.Ordinal) && error.Contains("owned", StringComparison.Ordinal));
        foreach (var text in (string[])[info.CertificateSubject, info.CertificateIssuer, .. info.CertificateNames, .. info.ChainErrors])
            Assert.DoesNotContain(text, character => char.IsControl(character) || character is '\u202E' or '\u200F' or '\u2028');
    }

    [Fact]
    public void The_common_name_that_stands_in_for_names_is_clean()
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(Evil);
        using var certificate = Issue(name.Build());
        Assert.Equal(["e\uFFFD]0;owned\uFFFD\uFFFDfake: ok\uFFFD\uFFFD\uFFFDx"], ServerCertificate.Examine(certificate, null, Settings, TimeProvider.System).CertificateNames);
    }

    [Fact]
    public void Names_are_bounded_in_number_and_length()
    {
        var names = Enumerable.Range(0, 1000).Select(number => $"{new string('a', 1000)}{number}.example.org").Append("mail.example.org").ToArray();
        using var certificate = Issue(new X500DistinguishedName("CN=x"), Names(names));
        var info = ServerCertificate.Examine(certificate, null, Settings, TimeProvider.System);
        Assert.Equal((101, "and 901 more"), (info.CertificateNames.Count, info.CertificateNames[^1]));
        Assert.All(info.CertificateNames, name => Assert.True(name.Length <= 256));
        Assert.True(info.NameMatches); // what is shown is cut, what is compared is not
    }

    [Theory]
    [InlineData("00000101000000Z")]
    [InlineData("20609901000000Z")]
    [InlineData("2060\u001b[31m0000Z")]
    public void Dates_that_no_calendar_has_are_an_unreadable_certificate(string date)
    {
        using var sound = Issue(new X500DistinguishedName("CN=x"), Names("mail.example.org"), new DateTimeOffset(2060, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2061, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var octets = sound.RawData;
        Encoding.ASCII.GetBytes(date).CopyTo(octets, octets.AsSpan().IndexOf("20600101000000Z"u8));
        using var certificate = X509CertificateLoader.LoadCertificate(octets);
        var info = ServerCertificate.Examine(certificate, null, Settings, TimeProvider.System);
        Assert.StartsWith("Unreadable: the certificate breaks the rules", Assert.Single(info.ChainErrors), StringComparison.Ordinal);
        Assert.False(info.Trusted);
        Assert.True(info.NameMatches);
        Assert.Equal(("CN=x", default), (info.CertificateSubject, info.NotAfter));
    }

    [Fact]
    public async Task A_server_with_an_unreadable_certificate_fails_for_its_certificate()
    {
        using var sound = Issue(new X500DistinguishedName("CN=x"), Names("mail.example.org"), new DateTimeOffset(2060, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2061, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var octets = sound.RawData;
        Encoding.ASCII.GetBytes("20609901000000Z").CopyTo(octets, octets.AsSpan().IndexOf("20600101000000Z"u8));
        using var broken = X509CertificateLoader.LoadCertificate(octets);
        using var certificate = broken.CopyWithPrivateKey(_key);
        await using var server = new LoopbackServer(
            "X: tls\nS: 220 hi\nC: EHLO\nS: 250 m\nC: QUIT\nS: 221 bye", new System.Net.Security.SslServerAuthenticationOptions { ServerCertificate = certificate });
        var tester = new SmtpTester(new Fakes.StubResolver().A("mail.example.org", "127.0.0.1"), TimeProvider.System);
        var options = TestBench.Options with { Server = "mail.example.org", Port = server.Port, Security = SmtpSecurity.Implicit, StopAfter = SmtpStage.StartTls };
        await foreach (var result in tester.RunAsync(options, null, TestContext.Current.CancellationToken))
        {
            Assert.Equal((SmtpStage.StartTls, SmtpFailureKind.TlsCertificate), (result.FailedStage!.Value, result.FailureKind));
            Assert.Contains("certificate not trusted. Unreadable: ", result.Stages.Single(stage => stage.Name == SmtpStage.StartTls).Text, StringComparison.Ordinal);
            Assert.DoesNotContain(result.Findings, finding => finding.Code is "CERT-EXPIRED" or "CERT-NOT-YET-VALID");
        }
    }

    public void Dispose() => _key.Dispose();

    private static X509Extension Names(params string[] names)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in names) writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
        }
        return new X509Extension("2.5.29.17", writer.Encode(), critical: false);
    }

    private X509Certificate2 Issue(X500DistinguishedName subject, X509Extension? names = null, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var request = new CertificateRequest(subject, _key, HashAlgorithmName.SHA256);
        if (names is not null) request.CertificateExtensions.Add(names);
        return request.CreateSelfSigned(from ?? DateTimeOffset.UtcNow.AddDays(-1), to ?? DateTimeOffset.UtcNow.AddDays(1));
    }
}
