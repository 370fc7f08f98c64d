using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

public sealed class SmtpTestTests(LabFixture fixture) : IClassFixture<LabFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtpadmin-test-");
    private readonly LabEnvironment _lab = fixture.Lab;

    [Fact]
    public async Task A_message_goes_out_with_a_certificate_that_the_system_trusts()
    {
        _lab.Sink.ClearMessages();
        var outcome = await SendAsync(["--password-env", "LAB_PASSWORD", "--subject", "Grüße", "--header", "X-One: 1", "--header", "X-Two: 2"]);
        Assert.Equal(0, outcome.ExitCode);
        var result = Assert.Single(outcome.Objects);
        Assert.Equal("Sent", result.GetProperty("Status").GetString());
        Assert.True(result.GetProperty("Tls").GetProperty("Trusted").GetBoolean());
        var received = Assert.Single(_lab.Sink.Messages);
        Assert.Equal(received.QueueId, result.GetProperty("QueueId").GetString());
        Assert.Contains("X-One: 1\r\n", received.Text, StringComparison.Ordinal);
        Assert.Contains("X-Two: 2\r\n", received.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_fails_the_test()
    {
        var outcome = await Executable.RunAsync(
            "send-smtp-test", Server, "--dns-server", fixture.DnsServer, "--hello-name", "client.lab.test", "--stop-after", "StartTls", "--json");
        Assert.Equal(1, outcome.ExitCode);
        var result = Assert.Single(outcome.Objects);
        Assert.Equal("TlsCertificate", result.GetProperty("FailureKind").GetString());
        Assert.Equal("StartTls", result.GetProperty("FailedStage").GetString());
    }

    [Fact]
    public async Task The_secret_comes_from_a_file_or_standard_input_and_shows_nowhere()
    {
        var file = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(file, LabEnvironment.Password + "\n", TestContext.Current.CancellationToken);
        var fromFile = await SendAsync(["--password-file", file, "--transcript"]);
        var fromInput = await SendAsync(["--password-stdin", "--auth-mechanism", "LOGIN"], LabEnvironment.Password + "\n");
        foreach (var outcome in new[] { fromFile, fromInput })
        {
            Assert.Equal(0, outcome.ExitCode);
            Assert.DoesNotContain(LabEnvironment.Password, outcome.Output + outcome.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String("lab password"u8), outcome.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("lab password", 0, null)]
    [InlineData("wrong", 1, "AUTH-BAD-CREDENTIALS")]
    public async Task A_wrong_password_is_diagnosed(string password, int exitCode, string? code)
    {
        var outcome = await SendAsync(["--password-stdin", "--stop-after", "Auth"], password);
        Assert.Equal(exitCode, outcome.ExitCode);
        var codes = outcome.Objects[0].GetProperty("Findings").EnumerateArray().Select(finding => finding.GetProperty("Code").GetString());
        Assert.Equal(code is null ? [] : [code], codes);
    }

    [Fact]
    public async Task The_mail_hosts_of_the_recipient_are_found()
    {
        var outcome = await Executable.RunAsync(
            ["send-smtp-test", "--via-mx", "--port", Port, "--from", "ann@lab.test", "--to", "bob@lab.test", "--stop-after", "RcptTo", "--json",
                "--dns-server", fixture.DnsServer, "--hello-name", "client.lab.test"], "", Trust());
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(10, outcome.Objects[0].GetProperty("MxPreference").GetInt32());
        Assert.Equal("Stopped", outcome.Objects[0].GetProperty("Status").GetString());
    }

    [Fact]
    public async Task A_person_sees_the_stages_and_the_dialogue()
    {
        var outcome = await Executable.RunAsync(
            ["send-smtp-test", Server, "--stop-after", "Ehlo", "--transcript", "--dns-server", fixture.DnsServer], "", Trust());
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Stopped", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("S: 220 mail.lab.test", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("C: EHLO", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', outcome.Output);
    }

    [Fact]
    public async Task What_if_does_nothing()
    {
        _lab.Sink.ClearMessages();
        var outcome = await SendAsync(["--password-env", "LAB_PASSWORD", "--what-if"], json: false);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("What if", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(_lab.Sink.Messages);
    }

    [Theory]
    [InlineData("send-smtp-test")]
    [InlineData("send-smtp-test", "mail.lab.test", "--via-mx", "--to", "a@lab.test")]
    [InlineData("send-smtp-test", "mail.lab.test")]
    [InlineData("send-smtp-test", "mail.lab.test", "--from", "a@lab.test")]
    [InlineData("send-smtp-test", "mail.lab.test:0", "--from", "a@lab.test", "--to", "b@lab.test")]
    [InlineData("send-smtp-test", "mail.lab.test", "--from", "nobody", "--to", "b@lab.test")]
    [InlineData("send-smtp-test", "mail.lab.test", "--from", "a@lab.test", "--to", "b@lab.test", "--port", "70000")]
    [InlineData("send-smtp-test", "mail.lab.test", "--from", "a@lab.test", "--to", "b@lab.test", "--port", "smtp")]
    [InlineData("send-smtp-test", "mail.lab.test", "--from", "a@lab.test", "--to", "b@lab.test", "--local-address", "here")]
    [InlineData("send-smtp-test", "mail.lab.test", "--stop-after", "Lunch")]
    [InlineData("send-smtp-test", "mail.lab.test", "--stop-after", "99")]
    [InlineData("send-smtp-test", "mail.lab.test", "--security", "7", "--stop-after", "Ehlo")]
    [InlineData("send-smtp-test", "mail.lab.test", "--stop-after", "Ehlo", "--ipv4-only", "--ipv6-only")]
    [InlineData("send-smtp-test", "mail.lab.test", "--via-mx=perhaps", "--stop-after", "Ehlo")]
    [InlineData("send-smtp-test", "mail.lab.test", "--from", "a@lab.test", "--to", "b@lab.test", "--header", "no colon")]
    [InlineData("send-smtp-test", "mail.lab.test", "--from", "a@lab.test", "--to", "b@lab.test", "--user-name", "a")]
    [InlineData("send-smtp-test", "mail.lab.test", "--from", "a@lab.test", "--to", "b@lab.test", "--password-env", "NO_SUCH_VARIABLE")]
    [InlineData("send-smtp-test", "--provider", "Nowhere", "--from", "a@lab.test", "--to", "b@lab.test")]
    [InlineData("send-smtp-test", "mail.lab.test", "--region", "eu-west-1", "--from", "a@lab.test", "--to", "b@lab.test")]
    public async Task Wrong_usage_is_told(params string[] arguments)
    {
        var outcome = await Executable.RunAsync(arguments);
        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--attachment", "")]
    [InlineData("--password-file", "")]
    [InlineData("--password-file", "/dev/zero")]
    [InlineData("--client-certificate", "")]
    public async Task A_file_that_cannot_be_one_is_told_and_nothing_breaks(string option, string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && path.Length > 0, "There is no such file on Windows.");
        var outcome = await SendAsync([option, path]);
        Assert.InRange(outcome.ExitCode, 2, 3);
        Assert.StartsWith("smtpadmin: ", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_dns_servers_than_are_taken_is_wrong_usage()
    {
        var servers = Enumerable.Range(1, 40).Select(number => string.Create(CultureInfo.InvariantCulture, $"127.0.0.{number}"));
        var outcome = await Executable.RunAsync(["send-smtp-test", "127.0.0.1", "--stop-after", "Ehlo", "--dns-server", .. servers]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("32", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_as_an_argument_is_refused_with_the_way_that_there_is()
    {
        var outcome = await Executable.RunAsync("send-smtp-test", "mail.lab.test", "--user-name", "joe", "--password", "hunter2");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--password-env", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Advice_names_the_options_of_the_command_line()
    {
        var outcome = await Executable.RunAsync("send-smtp-test", "mail.lab.test", "--to", "b@lab.test");
        Assert.Contains("--from", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("use --stop-after or --user-name and --password-env", Output.ShellNames.In("use -StopAfter or -Credential"));
        Assert.Equal("Set-CASMailbox -SmtpClientAuthenticationDisabled $false, x-From", Output.ShellNames.In("Set-CASMailbox -SmtpClientAuthenticationDisabled $false, x-From"));
    }

    [Fact]
    public async Task A_server_that_cannot_be_one_does_not_keep_the_others_from_being_tested()
    {
        var outcome = await Executable.RunAsync(
            ["send-smtp-test", "-", "--stop-after", "Ehlo", "--json", "--security", "none", "--dns-server", fixture.DnsServer], $"127.0.0.1:x\n{Server}\n", []);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("Stopped", Assert.Single(outcome.Objects).GetProperty("Status").GetString());
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_not_wrong_usage()
    {
        var outcome = await SendAsync(["--attachment", Path.Combine(_folder.FullName, "missing.txt")]);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("missing.txt", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_ends_it_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGINT to send to one process on Windows.");
        await using var lab = await LabEnvironment.StartAsync(TestContext.Current.CancellationToken);
        lab.Sink.Order(new LabFault(LabStage.Banner, LabFaultKind.Silence));
        using var process = Executable.Start(
            ["send-smtp-test", lab.Sink.EndPoint.ToString(), "--stop-after", "Ehlo", "--timeout", "600"], []);
        try
        {
            while (lab.Sink.ConnectionCount == 0) await Task.Delay(20, TestContext.Current.CancellationToken);
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal(130, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task The_demo_ends_well()
    {
        var outcome = await Executable.RunAsync(["demo"], "", new() { ["TMPDIR"] = _folder.FullName });
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("NoPtr", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("DKIM-BODY-FOOTER", outcome.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?s)What if: Add s\w+\._domainkey\.shop\.lab\.test TXT .*\nPublished .*\nUnchanged .*\nChangedMeanwhile +shop\.lab\.test TXT +Now there is: ""v=spf1 -all""\..*\nRemoved ", outcome.Output);
        Assert.Contains("queued as", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("AUTH-BAD-CREDENTIALS", outcome.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n[0-9A-Z]+ +Deferred .*450 4\.7\.1 Greylisted", outcome.Output);
        Assert.Matches("(?s)Accepted .*Deferred .*Changed .*Delivered .*Done ", outcome.Output[outcome.Output.IndexOf("get-smtp-trace", StringComparison.Ordinal)..]);
        Assert.DoesNotContain('\u001b', outcome.Output);
        Assert.Equal("", outcome.Error);
        Assert.Empty(_folder.GetFileSystemInfos("smtpadmin-*")); // the relay's queue, the key, the journal
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Server => $"{LabEnvironment.MailHost}:{Port}";

    private string Port => _lab.Sink.EndPoint.Port.ToString(CultureInfo.InvariantCulture);

    private Task<Outcome> SendAsync(string[] more, string standardInput = "", bool json = true) => Executable.RunAsync(
        ["send-smtp-test", Server, "--from", LabEnvironment.UserName, "--to", "bob@lab.test", "--hello-name", "client.lab.test",
            "--dns-server", fixture.DnsServer, .. json ? ["--json"] : Array.Empty<string>(), .. more],
        standardInput,
        Trust());

    /// <summary>OpenSSL's way to name another set of roots: what a site with an authority of its own does.</summary>
    private Dictionary<string, string> Trust()
    {
        var file = Path.Combine(_folder.FullName, "ca.pem");
        File.WriteAllText(file, _lab.CaCertificate.ExportCertificatePem());
        return new Dictionary<string, string> { ["SSL_CERT_FILE"] = file, ["SSL_CERT_DIR"] = _folder.FullName, ["LAB_PASSWORD"] = LabEnvironment.Password };
    }
}
