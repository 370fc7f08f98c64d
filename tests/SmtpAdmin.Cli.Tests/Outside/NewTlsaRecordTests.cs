using System.Security.Cryptography;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class NewTlsaRecordTests(LabFixture lab) : IClassFixture<LabFixture>
{
    private const string Digest = "5F2A"; // nothing that any certificate has

    private static readonly string Certificate = Repository.PathOf("tests/data/tlsa/rsa.pem");

    [Fact]
    public async Task The_zone_line_stands_on_a_line_of_its_own_and_a_server_shows_its_certificate()
    {
        var certificate = lab.Lab.Authority.Issue(["mail.lab.test"]);
        await using var sink = LabSmtpSink.Start(new LabSmtpSinkOptions { Certificate = certificate });
        var wanted = Convert.ToHexString(SHA256.HashData(certificate.TargetCertificate.PublicKey.ExportSubjectPublicKeyInfo()));
        var outcome = await RunAsync("mail.lab.test", "--connect", $"{sink.EndPoint}");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal($"_25._tcp.mail.lab.test. IN TLSA 3 1 1 {wanted}", outcome.Output.Split('\n')[0].TrimEnd());
        Assert.Contains("CN=mail.lab.test, signed by CN=SmtpAdmin Lab CA", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("(TLSA-DNSSEC-UNKNOWN)", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', outcome.Output);
    }

    [Fact]
    public async Task The_json_has_the_properties_of_the_powershell_object()
    {
        var outcome = await RunAsync("mail.example.com", "--path", Certificate, "--port", "25,465", "--usage", "3", "--selector", "spki", "--matching-type", "Sha512", "--no-lookup", "--json");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["_25._tcp.mail.example.com", "_465._tcp.mail.example.com"], outcome.Objects.Select(written => written.GetProperty("Name").GetString()));
        Assert.Equal(
            typeof(Dane.TlsaNewRecord).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal),
            outcome.Objects[0].EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("DaneEe", "Sha512"), (outcome.Objects[0].GetProperty("Usage").GetString(), outcome.Objects[0].GetProperty("MatchingType").GetString()));
        Assert.StartsWith("3 1 2 ", outcome.Objects[0].GetProperty("RecordSets")[0].GetProperty("Data")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_come_from_standard_input_and_a_bad_one_loses_nothing()
    {
        var outcome = await Executable.RunAsync(
            ["new-tlsa-record", "-", "--path", Certificate, "--no-lookup", "--json"], "a.example.com\n# a comment\n192.0.2.1\nb.example.com\n", []);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(["a.example.com", "b.example.com"], outcome.Objects.Select(written => written.GetProperty("HostName").GetString()));
        Assert.Contains("which address to connect to, --connect says", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_roll_over_has_both_keys()
    {
        var outcome = await RunAsync("--computer-name", "mail.example.com", "--path", Certificate, "--next", Repository.PathOf("tests/data/tlsa/ec.pub.der"), "--no-lookup");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.All(outcome.Output.Split('\n')[..2], line => Assert.StartsWith("_25._tcp.mail.example.com. IN TLSA 3 1 1 ", line, StringComparison.Ordinal));
        Assert.Contains("(TLSA-ROLL-OVER)", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_match_what_is_published_does_not_pass()
    {
        await using var other = await LabEnvironment.StartAsync(
            new LabEnvironmentOptions { Zones = [LabZone.Parse("tlsa.example", $"_25._tcp.mail TLSA 3 1 1 {Digest}\n")] }, TimeProvider.System, TestContext.Current.CancellationToken);
        var outcome = await Executable.RunAsync("new-tlsa-record", "mail.tlsa.example", "--connect", $"{other.Sink.EndPoint}", "--dns-server", $"{other.Dns.EndPoint}");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("(TLSA-MISMATCH)", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"3 1 1 {Digest} None", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_asked_is_a_result_that_was_not_carried_out()
    {
        var outcome = await RunAsync("nowhere.lab.test", "--json");
        Assert.Equal((3, ""), (outcome.ExitCode, outcome.Error));
        var written = Assert.Single(outcome.Objects);
        Assert.Equal(0, written.GetProperty("RecordSets").GetArrayLength());
        Assert.Equal("TLSA-SERVER-FAILED", written.GetProperty("Findings")[0].GetProperty("Code").GetString());
    }

    [Theory]
    [InlineData("A host is missing")]
    [InlineData("--usage takes one of PkixTa, PkixEe, DaneTa, DaneEe, not '4'", "mail.example.com", "--usage", "4")]
    [InlineData("--port takes numbers from 1 to 65535, not '0'", "mail.example.com", "--port", "25,0")]
    [InlineData("cannot be read", "mail.example.com", "--path", "/nonexistent.pem")]
    [InlineData("goes with a server that is asked", "mail.example.com", "--path", "{certificate}", "--connect", "192.0.2.1")]
    [InlineData("or use --usage DaneEe", "mail.example.com", "--path", "{certificate}", "--usage", "DaneTa")]
    [InlineData("'--certificates' is no option", "mail.example.com", "--certificates", "x")]
    public async Task What_is_refused_is_wrong_usage_and_nothing_is_printed(string said, params string[] arguments)
    {
        var outcome = await RunAsync([.. arguments.Select(argument => argument == "{certificate}" ? Certificate : argument)]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    private Task<Outcome> RunAsync(params string[] arguments) => Executable.RunAsync(["new-tlsa-record", .. arguments, "--dns-server", lab.DnsServer]);
}
