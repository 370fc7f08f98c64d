using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dane;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Dane;

/// <summary>Records of what a server shows, over loopback.</summary>
public sealed class TlsaServerTests : IDisposable
{
    private static readonly DateTimeOffset Before = DateTimeOffset.UtcNow.AddYears(-1);
    private static readonly DateTimeOffset After = DateTimeOffset.UtcNow.AddYears(1);

    private const string Host = "mail.example.com";

    private readonly LabCertificateAuthority _authority = LabCertificateAuthority.Create();
    private readonly StubResolver _dns = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(25, false)]
    [InlineData(587, false)]
    [InlineData(465, true)]
    public async Task The_certificate_comes_by_STARTTLS_and_on_port_465_at_once(int port, bool implicitTls)
    {
        var context = _authority.Issue([Host]);
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Certificate = context, ImplicitTls = implicitTls });
        var record = await BuildAsync(new TlsaRequest { HostName = Host, Ports = [port], Connect = $"{sink.EndPoint}" });
        Assert.Equal($"_{port}._tcp.{Host}", record.Name);
        Assert.Equal([$"3 1 1 {KeyDigest(context.TargetCertificate)}"], record.Value);
        var certificate = Assert.Single(record.Certificate);
        Assert.Equal(($"{sink.EndPoint}", $"CN={Host}", true), (certificate.Source, certificate.Subject, certificate.NameMatches));
        Assert.True(record.Passed);
    }

    [Fact]
    public async Task The_authority_is_taken_from_what_the_server_sends()
    {
        // An authority in between: of a root, .NET's server leaves the certificate out, as servers of the web do.
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var betweenKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ownKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Authority("CN=Root", rootKey).CreateSelfSigned(Before, After);
        using var between = Authority("CN=Between", betweenKey).Create(root, Before, After, [1]);
        using var betweenSigner = between.CopyWithPrivateKey(betweenKey);
        using var own = new CertificateRequest($"CN={Host}", ownKey, HashAlgorithmName.SHA256).Create(betweenSigner, Before, After, [2]);
        using var usable = X509CertificateLoader.LoadPkcs12(own.CopyWithPrivateKey(ownKey).Export(X509ContentType.Pkcs12), null);
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Certificate = SslStreamCertificateContext.Create(usable, [between, root], offline: true) });
        var record = await BuildAsync(new TlsaRequest { HostName = Host, Usage = TlsaUsage.DaneTa, Selector = TlsaSelector.Cert, Connect = $"{sink.EndPoint}" });
        Assert.Equal([$"2 0 1 {Convert.ToHexString(SHA256.HashData(between.RawData))}"], record.Value);
    }

    [Fact]
    public async Task A_server_that_does_not_send_its_authority_gets_no_record_of_it_even_where_this_machine_could_know_it()
    {
        using var leaf = X509CertificateLoader.LoadPkcs12(_authority.Issue([Host]).TargetCertificate.Export(X509ContentType.Pkcs12), null);
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Certificate = SslStreamCertificateContext.Create(leaf, null, offline: true) });
        var record = await BuildAsync(new TlsaRequest { HostName = Host, Usage = TlsaUsage.DaneTa, Connect = $"{sink.EndPoint}" });
        Assert.Empty(record.RecordSets);
        Assert.False(record.Passed);
        Assert.Equal(("TLSA-NO-ISSUER", FindingSeverity.Error), (record.Findings[0].Code, record.Findings[0].Severity));
    }

    [Fact]
    public async Task What_is_published_and_matches_nothing_that_the_server_shows_is_an_error()
    {
        var owner = DnsName.Parse($"_25._tcp.{Host}");
        _dns.Put(new DnsAnswer { Name = owner, Type = DnsType.TLSA, Outcome = DnsOutcome.Answer, AuthenticatedData = true, Records = [new TlsaRecord(owner, TimeSpan.Zero, 3, 1, 1, new byte[32])] });
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Certificate = _authority.Issue([Host]) });
        var record = await BuildAsync(new TlsaRequest { HostName = Host, Connect = $"{sink.EndPoint}" });
        Assert.Equal(("TLSA-MISMATCH", FindingSeverity.Error, false), (record.Findings[0].Code, record.Findings[0].Severity, record.Passed));
        Assert.Single(record.RecordSets); // what would mend it
    }

    [Theory]
    [InlineData(LabCertificateKind.Expired, "TLSA-EXPIRED")]
    [InlineData(LabCertificateKind.NotYetValid, "TLSA-NOT-YET-VALID")]
    [InlineData(LabCertificateKind.WrongName, "TLSA-OTHER-NAME")]
    public async Task A_bad_certificate_is_taken_as_it_is_and_told(LabCertificateKind kind, string code)
    {
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Certificate = _authority.Issue([Host], kind) });
        var record = await BuildAsync(new TlsaRequest { HostName = Host, Connect = $"{sink.EndPoint}", NoLookup = true });
        Assert.Equal((code, FindingSeverity.Information), (record.Findings[0].Code, record.Findings[0].Severity));
        Assert.Single(record.RecordSets);
    }

    [Fact]
    public async Task A_common_name_alone_is_told_for_what_it_is()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest($"CN={Host}", key, System.Security.Cryptography.HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
            var record = await BuildAsync(new TlsaRequest { HostName = Host, Path = path, NoLookup = true });
            var finding = record.Findings.Single(finding => finding.Code == "TLSA-OTHER-NAME");
            Assert.Contains($"(CN={Host}) has no name for {Host} in a subjectAltName extension", finding.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("not for", finding.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_server_without_STARTTLS_gets_no_record()
    {
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions());
        var record = await BuildAsync(new TlsaRequest { HostName = Host, Connect = $"{sink.EndPoint}" });
        Assert.Equal("TLSA-NO-STARTTLS", Assert.Single(record.Findings).Code);
        Assert.Empty(record.RecordSets);
        Assert.False(record.Passed);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_result()
    {
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { AcceptConnections = false });
        var refused = await BuildAsync(new TlsaRequest { HostName = Host, Connect = $"{sink.EndPoint}" });
        Assert.Equal(("TLSA-SERVER-FAILED", FindingSeverity.Error), (Assert.Single(refused.Findings).Code, refused.Findings[0].Severity));
        var unknown = await BuildAsync(new TlsaRequest { HostName = "nowhere.example.com" });
        Assert.Contains("does not exist", Assert.Single(unknown.Findings).Message, StringComparison.Ordinal);
        Assert.Empty(unknown.RecordSets);
    }

    [Fact]
    public async Task Addresses_with_different_certificates_all_get_their_record()
    {
        var (first, second) = (_authority.Issue([Host]), _authority.Issue([Host]));
        await using var one = LabSmtpSink.Start(new LabSmtpSinkOptions { Certificate = first });
        await using var two = LabSmtpSink.Start(new LabSmtpSinkOptions { Certificate = second, Address = IPAddress.Parse("127.0.0.2") });
        _dns.A(Host, "127.0.0.1", "127.0.0.2", "127.0.0.3");
        var connector = new Redirect(new Dictionary<IPAddress, IPEndPoint> { [IPAddress.Loopback] = one.EndPoint, [IPAddress.Parse("127.0.0.2")] = two.EndPoint });
        var record = Assert.Single(await ListAsync(new TlsaRecordBuilder(_dns, TimeProvider.System, connector), new TlsaRequest { HostName = Host, NoLookup = true }));
        Assert.Equal(new[] { first, second }.Select(context => $"3 1 1 {KeyDigest(context.TargetCertificate)}"), record.Value);
        Assert.Equal(["TLSA-SERVER-FAILED", "TLSA-DIFFERENT-CERTIFICATES", "TLSA-NOT-LOOKED-UP"], record.Findings.Select(finding => finding.Code));
        Assert.Equal(FindingSeverity.Warning, record.Findings[0].Severity); // one address of several
    }

    private async Task<TlsaNewRecord> BuildAsync(TlsaRequest request) =>
        Assert.Single(await ListAsync(new TlsaRecordBuilder(_dns, TimeProvider.System), request with { Timeout = TimeSpan.FromSeconds(20) }));

    private static async Task<List<TlsaNewRecord>> ListAsync(TlsaRecordBuilder builder, TlsaRequest request)
    {
        var records = new List<TlsaNewRecord>();
        await foreach (var record in builder.BuildAsync(request, null, TestContext.Current.CancellationToken)) records.Add(record);
        return records;
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private static string KeyDigest(X509Certificate2 certificate) => Convert.ToHexString(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Connects elsewhere: each sink has a port of its own. Who is not in the list refuses.</summary>
    private sealed class Redirect(Dictionary<IPAddress, IPEndPoint> targets) : ISmtpConnector
    {
        public ValueTask<SmtpConnection> ConnectAsync(IPEndPoint remote, IPAddress? localAddress, CancellationToken cancellationToken) =>
            targets.TryGetValue(remote.Address, out var target)
                ? TcpSmtpConnector.Instance.ConnectAsync(target, localAddress, cancellationToken)
                : throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused);

        public bool HasRouteTo(IPAddress address) => true;
    }
}
