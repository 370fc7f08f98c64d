using System.Security.Cryptography;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

public sealed class RelayCertificateTests : IDisposable
{
    private const string Password = "pass word";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_certificate_its_key_and_who_signed_it_may_stand_in_one_file_in_any_order(bool rsa)
    {
        var files = new CertificateFiles(rsa: rsa);
        AssertIs(files, Load(files.Pem + CertificateFiles.RootPem + files.KeyPem));
        AssertIs(files, Load(files.KeyPem + CertificateFiles.RootPem + files.Pem));
        AssertIs(files, Load($"Bag Attributes\n  friendlyName: x\n{CertificateFiles.RootPem}{files.OldKeyPem}\nsubject=CN=x\n{files.Pem}"));
        AssertIs(files, Load(files.Pem, files.OldKeyPem));
        AssertIs(files, Load(files.Pem.Replace("\n", "\r\n", StringComparison.Ordinal), files.EncryptedKeyPem(Password), Password));
        AssertIs(files, Load(files.Pem + files.EncryptedKeyPem(Password), null, Password));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_certificate_may_be_in_PKCS_12(bool rsa)
    {
        var files = new CertificateFiles(rsa: rsa);
        AssertIs(files, LoadPfx(files.Pfx(Password), Password));
        AssertIs(files, LoadPfx(files.Pfx(null), null));
        AssertIs(files, LoadPfx(files.Pfx(""), null));
    }

    [Fact]
    public void The_chain_goes_along()
    {
        var files = new CertificateFiles();
        var certificate = Load(files.Pem + CertificateFiles.RootPem + files.KeyPem);
        Assert.Empty(certificate.FindProblems());
        Assert.Equal(["CERTIFICATE-CHAIN-INCOMPLETE"], Load(files.Pem + files.KeyPem).FindProblems().Select(finding => finding.Code));
    }

    [Fact]
    public void What_is_missing_or_wrong_is_told_and_nothing_of_a_key()
    {
        var (files, other) = (new CertificateFiles(), new CertificateFiles());
        AssertRefused("no private key", () => Load(files.Pem));
        AssertRefused("no private key", () => Load(files.Pem, files.Pem));
        AssertRefused("no certificate", () => Load(files.KeyPem));
        AssertRefused("not that of the certificate", () => Load(files.Pem, other.KeyPem));
        AssertRefused("not that of the certificate", () => Load(files.Pem, new CertificateFiles(rsa: true).KeyPem));
        AssertRefused("there is no password", () => Load(files.Pem, files.EncryptedKeyPem(Password)));
        AssertRefused("password is not that", () => Load(files.Pem, files.EncryptedKeyPem(Password), "wrong"));
        AssertRefused("there is no password", () => LoadPfx(files.Pfx(Password), null));
        AssertRefused("password is not that", () => LoadPfx(files.Pfx(Password), "wrong"));
        AssertRefused("damaged", () => LoadPfx(files.Pfx(Password)[..^40], Password));
        AssertRefused("old way", () => Load(files.Pem, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"));
        AssertRefused("damaged", () => Load(files.Pem, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
        AssertRefused("damaged", () => Load("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + files.KeyPem));
        AssertRefused("neither PEM nor PKCS #12", () => Load("certificate"));
        AssertRefused("is empty", () => Load(""));
        AssertRefused("DER", () => LoadPfx(files.Certificate.RawData, null));
        AssertRefused("cannot be read", () => RelayCertificate.Load(new() { Path = Path.Combine(_folder.Path, "none.pem") }, TimeProvider.System));
        AssertRefused("folder", () => RelayCertificate.Load(new() { Path = _folder.Path }, TimeProvider.System));
        AssertRefused("longer", () => Load(new string(' ', 1024 * 1024 + 1)));

        void AssertRefused(string reason, Func<RelayCertificate> load)
        {
            var refusal = Assert.Throws<RelayCertificateException>(load);
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
            foreach (var line in files.KeyPem.Split('\n').Where(line => line.Length > 20 && line[0] != '-')) Assert.DoesNotContain(line, refusal.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-60, -2, "CERTIFICATE-EXPIRED")]
    [InlineData(2, 60, "CERTIFICATE-NOT-YET-VALID")]
    [InlineData(-60, 10, "CERTIFICATE-EXPIRES-SOON")]
    public void A_certificate_out_of_its_time_is_taken_with_a_warning(int from, int to, string code)
    {
        var files = new CertificateFiles(fromDays: from, toDays: to);
        var finding = Assert.Single(Load(files.Pem + CertificateFiles.RootPem + files.KeyPem).FindProblems());
        Assert.Equal((FindingSeverity.Warning, code), (finding.Severity, finding.Code));
    }

    [Fact]
    public void A_key_that_everybody_may_read_is_warned_of()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        var files = new CertificateFiles();
        var path = _folder.Write("open.pem", files.Pem + CertificateFiles.RootPem + files.KeyPem, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal(["CERTIFICATE-KEY-OPEN"], RelayCertificate.Load(new() { Path = path }, TimeProvider.System).FindProblems().Select(finding => finding.Code));
    }

    [Fact]
    public void A_new_file_is_taken_at_a_handshake_but_looked_for_once_a_second()
    {
        var (old, renewed, clock) = (new CertificateFiles(), new CertificateFiles(), new ManualClock());
        var (certificate, log) = (Load(old.Pem + old.KeyPem, clock: clock), new MemoryLog());
        certificate.Log = log;
        Write(renewed.Pem + renewed.KeyPem);
        AssertIs(old, certificate);
        clock.Advance(TimeSpan.FromSeconds(1));
        AssertIs(renewed, certificate);
        Assert.Equal([SmtpTraceKind.Reloaded], log.Events.Select(entry => entry.Kind));
        clock.Advance(TimeSpan.FromSeconds(1));
        AssertIs(renewed, certificate);
        Assert.Single(log.Events);
    }

    [Fact]
    public void Files_that_are_replaced_one_behind_the_other_cause_no_warning_at_once()
    {
        var (old, renewed, clock) = (new CertificateFiles(), new CertificateFiles(), new ManualClock());
        var (certificate, log) = (Load(old.Pem, old.KeyPem, clock: clock), new MemoryLog());
        certificate.Log = log;
        Write(renewed.Pem);
        clock.Advance(TimeSpan.FromSeconds(1));
        AssertIs(old, certificate);
        Assert.Empty(log.Events);
        _folder.Write("key.pem", renewed.KeyPem);
        clock.Advance(TimeSpan.FromSeconds(1));
        AssertIs(renewed, certificate);
        Assert.Empty(log.Warnings);
    }

    [Fact]
    public void A_broken_new_file_leaves_the_old_certificate_and_is_told_once()
    {
        var (old, renewed, clock) = (new CertificateFiles(), new CertificateFiles(), new ManualClock());
        var (certificate, log) = (Load(old.Pem + old.KeyPem, clock: clock), new MemoryLog());
        certificate.Log = log;
        Write(renewed.Pem);
        for (var second = 0; second < 5; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            AssertIs(old, certificate);
        }
        Assert.Contains("no private key", Assert.Single(log.Warnings), StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder.Path, "certificate.pem"));
        for (var second = 0; second < 5; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            AssertIs(old, certificate);
        }
        Assert.Equal(2, log.Warnings.Count);

        Write(renewed.Pem + renewed.KeyPem);
        clock.Advance(TimeSpan.FromSeconds(1));
        AssertIs(renewed, certificate);
    }

    [Fact]
    public void A_reload_reads_at_once_and_tells_what_is_wrong_each_time()
    {
        var (old, renewed) = (new CertificateFiles(), new CertificateFiles());
        var (certificate, log) = (Load(old.Pem + old.KeyPem, clock: new ManualClock()), new MemoryLog());
        certificate.Log = log;
        Write(renewed.Pem + renewed.KeyPem);
        Assert.True(certificate.Reload());
        AssertIs(renewed, certificate);
        Write("nonsense");
        Assert.False(certificate.Reload());
        Assert.False(certificate.Reload());
        Assert.Equal(2, log.Warnings.Count);
        AssertIs(renewed, certificate);
    }

    [Fact]
    public void A_link_that_leads_elsewhere_is_a_change()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        var (old, renewed, clock) = (new CertificateFiles(), new CertificateFiles(), new ManualClock());
        var stamp = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var (name, files) in new[] { ("one.pem", old), ("two.pem", renewed) }) File.SetLastWriteTimeUtc(_folder.Write(name, files.Pem + files.KeyPem), stamp);
        var link = Path.Combine(_folder.Path, "live.pem");
        File.CreateSymbolicLink(link, "one.pem");
        var certificate = RelayCertificate.Load(new() { Path = link }, clock);
        File.Delete(link);
        File.CreateSymbolicLink(link, "two.pem");
        clock.Advance(TimeSpan.FromSeconds(1));
        AssertIs(renewed, certificate);
    }

    [Fact]
    public async Task Many_handshakes_while_files_change_get_one_or_the_other()
    {
        var (old, renewed) = (new CertificateFiles(), new CertificateFiles());
        var (certificate, clock) = (default(RelayCertificate), new ManualClock());
        certificate = Load(old.Pem + old.KeyPem, clock: clock);
        var known = new HashSet<string> { old.Certificate.Thumbprint, renewed.Certificate.Thumbprint };
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 200).All(_ => known.Contains(certificate.Current().TargetCertificate.Thumbprint)))).ToArray();
        for (var change = 0; change < 20; change++)
        {
            Write(change % 2 == 0 ? renewed.Pem + renewed.KeyPem : old.Pem);
            clock.Advance(TimeSpan.FromSeconds(2));
        }
        Assert.All(await Task.WhenAll(readers), Assert.True);
    }

    private static void AssertIs(CertificateFiles files, RelayCertificate certificate)
    {
        var own = certificate.Current().TargetCertificate;
        Assert.Equal(files.Certificate.Thumbprint, own.Thumbprint);
        Assert.True(own.HasPrivateKey);
    }

    private void Write(string content) => _folder.Write("certificate.pem", content);

    private RelayCertificate Load(string content, string? key = null, string? password = null, TimeProvider? clock = null)
    {
        Write(content);
        return RelayCertificate.Load(
            new()
            {
                Path = Path.Combine(_folder.Path, "certificate.pem"),
                KeyPath = key is null ? null : _folder.Write("key.pem", key),
                Password = password is null ? null : RelaySecret.FromText(password),
            },
            clock ?? TimeProvider.System);
    }

    private RelayCertificate LoadPfx(byte[] content, string? password)
    {
        var path = Path.Combine(_folder.Path, "relay.pfx");
        File.WriteAllBytes(path, content);
        return RelayCertificate.Load(new() { Path = path, Password = password is null ? null : RelaySecret.FromText(password) }, TimeProvider.System);
    }
}
