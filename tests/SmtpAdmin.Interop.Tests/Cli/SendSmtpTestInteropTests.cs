using System.Globalization;
using System.Text.Json;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Cli;

/// <summary><c>smtpadmin</c> as a person runs it, against Postfix and BIND.</summary>
public class SendSmtpTestInteropTests(PeerSet peers) : IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What OpenSSL, and so .NET on Linux, takes for the machine's trusted roots.</summary>
    private Dictionary<string, string> Trust => new() { ["SSL_CERT_FILE"] = peers.Postfix.AuthorityPath, ["SSL_CERT_DIR"] = "/nonexistent" };

    public async ValueTask InitializeAsync() => await peers.Postfix.RequireAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("env")]
    [InlineData("stdin")]
    [InlineData("file")]
    public async Task A_message_is_sent_through_STARTTLS_and_AUTH(string way)
    {
        using var directory = new PeerDirectory("password");
        string[] secret = way switch
        {
            "env" => ["--password-env", "TEST_PASSWORD"],
            "stdin" => ["--password-stdin"],
            _ => ["--password-file", directory.Write("secret", DovecotSasl.Password + "\n")],
        };
        var environment = new Dictionary<string, string>(Trust) { ["TEST_PASSWORD"] = DovecotSasl.Password };

        var run = await SmtpAdminRunner.RunAsync(
            [
                "send-smtp-test", Server(PostfixService.Submission), "--security", "StartTls", "--user-name", DovecotSasl.UserName, .. secret,
                "--from", "Alice <alice@interop.test>", "--to", "bob@interop.test", "--subject", "Gr\u00fc\u00dfe", "--json",
            ],
            environment, way == "stdin" ? DovecotSasl.Password + "\n" : "");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        var result = json.RootElement;
        Assert.Equal("Sent", result.GetProperty("Status").GetString());
        Assert.Equal("SCRAM-SHA-256", result.GetProperty("AuthMechanism").GetString());
        Assert.True(result.GetProperty("Tls").GetProperty("Trusted").GetBoolean());
        var messageId = result.GetProperty("MessageId").GetString()!;
        await peers.Postfix.WaitForLogAsync($"{result.GetProperty("QueueId").GetString()}: message-id={messageId}", Token);
        Assert.NotNull((await peers.Postfix.WaitForMailAsync("bob", messageId, Token)).Field("Subject"));
    }

    [Fact]
    public async Task A_wrong_password_fails_and_shows_nowhere()
    {
        var run = await SmtpAdminRunner.RunAsync(
            [
                "send-smtp-test", Server(PostfixService.Submission), "--security", "StartTls", "--user-name", DovecotSasl.UserName, "--password-env", "TEST_PASSWORD",
                "--from", "alice@interop.test", "--to", "bob@interop.test", "--transcript",
            ],
            new Dictionary<string, string>(Trust) { ["TEST_PASSWORD"] = "hunter-22-wrong" });

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("535", run.Output, StringComparison.Ordinal);
        Assert.Contains("AUTH-BAD-CREDENTIALS", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter-22-wrong", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("hunter-22-wrong"u8), run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_fails()
    {
        var run = await SmtpAdminRunner.RunAsync(["send-smtp-test", Server(PostfixService.SelfSigned), "--stop-after", "StartTls", "--json"], Trust);

        Assert.Equal(1, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("TlsCertificate", json.RootElement.GetProperty("FailureKind").GetString());
        Assert.StartsWith("UntrustedRoot", json.RootElement.GetProperty("Tls").GetProperty("ChainErrors")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_hosts_of_a_domain_are_found_at_the_name_server_that_was_named()
    {
        await peers.Bind.RequireAsync();

        var run = await SmtpAdminRunner.RunAsync(
            [
                "send-smtp-test", "--via-mx", "--port", Port(PostfixService.Submission), "--dns-server", peers.Bind.EndPoint.ToString(),
                "--from", "alice@interop.test", "--to", "bob@delivery.interop.test", "--json",
            ], Trust);

        var statuses = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return (json.RootElement.GetProperty("Server").GetString(), json.RootElement.GetProperty("Status").GetString());
        });
        Assert.Equal([("nowhere.interop.test", "Failed"), ("smtp.interop.test", "Sent"), ("smtp2.interop.test", "Stopped")], statuses);
        Assert.Equal(1, run.ExitCode); // one of the hosts is broken
    }

    [Fact]
    public async Task Addresses_are_checked_at_the_name_server_that_was_named()
    {
        await peers.Bind.RequireAsync();
        string[] server = ["--dns-server", peers.Bind.EndPoint.ToString(), "--json"];

        var good = await SmtpAdminRunner.RunAsync(["test-reverse-dns", "192.0.2.10", "192.0.2.65", .. server]);
        var bad = await SmtpAdminRunner.RunAsync(["test-reverse-dns", "-", .. server], input: "192.0.2.12\n192.0.2.16\n");

        Assert.Equal((0, 1), (good.ExitCode, bad.ExitCode));
        Assert.Equal(["192.0.2.10 Pass", "192.0.2.65 Pass"], Verdicts(good));
        Assert.Equal(["192.0.2.12 Mismatch", "192.0.2.16 Unknown"], Verdicts(bad));

        static IEnumerable<string> Verdicts(PeerCommand run) => run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return $"{json.RootElement.GetProperty("IPAddress").GetString()} {json.RootElement.GetProperty("Status").GetString()}";
        }).Order(StringComparer.Ordinal);
    }

    private string Server(PostfixService service) => $"127.0.0.1:{Port(service)}";

    private string Port(PostfixService service) => peers.Postfix[service].Port.ToString(CultureInfo.InvariantCulture);
}
