using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

public class AuthStageTests
{
    private static readonly SaslCredentials Password = SaslCredentials.FromPassword("user", "pencil-case");

    private static SmtpTestOptions Options => TestBench.Options with { Credentials = Password, Port = 587, AllowInsecureAuth = true, StopAfter = SmtpStage.Auth };

    [Theory]
    [InlineData("PLAIN LOGIN")]
    [InlineData("CRAM-MD5")]
    [InlineData("SCRAM-SHA-256")]
    public async Task Nothing_of_a_login_goes_over_an_unencrypted_connection(string offered)
    {
        var (result, server) = await TestBench.PlayAsync(Session($"AUTH {offered}", "C: QUIT\nS: 221 bye"), Options with { AllowInsecureAuth = false });
        AssertFailed(result, SmtpFailureKind.AuthNeedsEncryption);
        Assert.Equal(["EHLO client.example.org", "QUIT"], server.Said);
    }

    [Fact]
    public async Task Nor_does_a_token()
    {
        var (result, _) = await TestBench.PlayAsync(
            Session("AUTH XOAUTH2 OAUTHBEARER", "C: QUIT\nS: 221 bye"), Options with { AllowInsecureAuth = false, Credentials = SaslCredentials.FromAccessToken("user", "token") });
        AssertFailed(result, SmtpFailureKind.AuthNeedsEncryption);
    }

    [Fact]
    public async Task A_server_without_AUTH_is_told_as_such()
    {
        var (result, _) = await TestBench.PlayAsync(Session("SIZE 100", "C: QUIT\nS: 221 bye"), Options);
        AssertFailed(result, SmtpFailureKind.AuthNotOffered);
    }

    [Theory]
    [InlineData(null, "The server offers NTLM, GSSAPI; we need SCRAM-SHA-256 or CRAM-MD5 or PLAIN or LOGIN.")]
    [InlineData("PLAIN", "The server offers NTLM, GSSAPI; we need PLAIN.")]
    public async Task A_server_without_a_mechanism_for_us_is_told_as_such(string? forced, string text)
    {
        var (result, _) = await TestBench.PlayAsync(Session("AUTH NTLM GSSAPI", "C: QUIT\nS: 221 bye"), Options with { AuthMechanism = forced });
        AssertFailed(result, SmtpFailureKind.AuthMechanismNotOffered);
        Assert.Equal(text, result.Stages.Single(stage => stage.Name == SmtpStage.Auth).Text);
        Assert.Equal(["NTLM", "GSSAPI"], result.AuthMechanisms);
    }

    [Fact]
    public async Task A_token_too_long_for_the_AUTH_line_answers_the_first_challenge()
    {
        var token = new string('t', 2000);
        var (result, server) = await TestBench.PlayAsync(
            Session("AUTH XOAUTH2", "C: AUTH XOAUTH2\nS: 334 \nC: dXNlcj*\nS: 235 2.7.0 ok\nC: QUIT\nS: 221 bye"),
            Options with { Credentials = SaslCredentials.FromAccessToken("user", token) });
        Assert.Equal(SmtpTestStatus.Stopped, result.Status);
        Assert.Equal($"user=user\u0001auth=Bearer {token}\u0001\u0001", Encoding.UTF8.GetString(Convert.FromBase64String(server.Said[2])));
        Assert.DoesNotContain(result.Transcript, entry => entry.Text.Contains("dXNlcj", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("334 not*base64", "no base64")]
    [InlineData("334 AAAA", "SCRAM message is malformed")]
    [InlineData("334 cj14LHM9QUFBQSxpPTQwOTY=", "nonce")]
    public async Task A_bad_challenge_is_called_off_and_told(string challenge, string why)
    {
        var (result, server) = await TestBench.PlayAsync(
            Session("AUTH SCRAM-SHA-256", $"C: AUTH SCRAM-SHA-256 *\nS: {challenge}\nC: *\nS: 501 5.7.0 cancelled\nC: QUIT\nS: 221 bye"), Options);
        AssertFailed(result, SmtpFailureKind.AuthExchange);
        Assert.Contains(why, result.Stages.Single(stage => stage.Name == SmtpStage.Auth).Text, StringComparison.Ordinal);
        Assert.Equal("*", server.Said[2]);
    }

    [Theory]
    [InlineData("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "C: \nS: 235 2.7.0 ok", SmtpFailureKind.None)]
    [InlineData("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "C: *\nS: 501 cancelled", SmtpFailureKind.AuthExchange)]
    [InlineData("e=invalid-proof", "C: \nS: 535 5.7.8 no", SmtpFailureKind.Reply)]
    [InlineData("e=invalid-proof", "C: \nS: 235 but yes", SmtpFailureKind.AuthExchange)]
    public async Task The_SCRAM_exchange_of_RFC_7677_goes_over_SMTP_with_an_empty_line_behind_the_proof(string serverFinal, string end, SmtpFailureKind expected)
    {
        var stream = new ScriptedStream(SmtpScript.Parse($"""
            C: AUTH SCRAM-SHA-256 {Base64("n,,n=user,r=rOprNGfwEbeRWgbNEkqO")}
            S: 334 {Base64("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")}
            C: {Base64("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")}
            S: 334 {Base64(serverFinal)}
            {end}
            """));
        await using var session = new SmtpClientSession(new SmtpConnection(stream), new SmtpTranscript(new ManualTime()));
        var mechanism = new ScramSha256Mechanism(SaslCredentials.FromPassword("user", "pencil"), "rOprNGfwEbeRWgbNEkqO");
        var outcome = await AuthStage.ExchangeAsync(session, mechanism, TestContext.Current.CancellationToken);
        Assert.Equal(expected, outcome.Kind);
        Assert.True(stream.Finished);
    }

    [Fact]
    public async Task A_server_that_says_yes_without_its_proof_is_not_believed()
    {
        var (result, _) = await TestBench.PlayAsync(Session("AUTH SCRAM-SHA-256", "C: AUTH SCRAM-SHA-256 *\nS: 235 welcome\nC: QUIT\nS: 221 bye"), Options);
        AssertFailed(result, SmtpFailureKind.AuthExchange);
    }

    [Fact]
    public async Task A_server_that_asks_without_end_is_called_off()
    {
        var (result, _) = await TestBench.PlayAsync(
            Session("AUTH LOGIN", "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dXNlcg==\nS: 334 UGFzc3dvcmQ6\nC: cGVuY2lsLWNhc2U=\nS: 334 TW9yZTo=\nC: *\nS: 501 ok\nC: QUIT\nS: 221 bye"), Options);
        AssertFailed(result, SmtpFailureKind.AuthExchange);
        Assert.Contains("more than a user name and a password", result.Stages.Single(stage => stage.Name == SmtpStage.Auth).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_sends_back_of_a_secret_is_masked_everywhere()
    {
        const string Blob = "AHVzZXIAcGVuY2lsLWNhc2U=";
        var (result, server) = await TestBench.PlayAsync(
            Session("AUTH PLAIN", $"C: AUTH PLAIN {Blob}\nS: 535-5.7.8 you said AUTH PLAIN {Blob}\nS: 535 that is pencil-case\nC: QUIT\nS: 221 bye {Blob[..10]}"), Options);
        AssertFailed(result, SmtpFailureKind.Reply);
        Assert.Contains(Blob, server.Said[1], StringComparison.Ordinal);
        var shown = string.Join('\n', result.Transcript.Select(entry => entry.Text).Concat(result.Stages.Select(stage => $"{stage.Text} {stage.Reply}")).Concat(result.Findings.Select(finding => finding.Message)));
        Assert.DoesNotContain(Blob[..10], shown, StringComparison.Ordinal);
        Assert.DoesNotContain("pencil-case", shown, StringComparison.Ordinal);
        Assert.Contains("AUTH PLAIN ***", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_reply_is_masked_before_it_is_cut()
    {
        const string Blob = "AHVzZXIAcGVuY2lsLWNhc2U=";
        var (result, _) = await TestBench.PlayAsync(Session("AUTH PLAIN", $"C: AUTH PLAIN {Blob}\nS: error in line{new string(' ', 55)}{Blob}"), Options);
        AssertFailed(result, SmtpFailureKind.ProtocolViolation);
        Assert.DoesNotContain(result.Transcript, entry => entry.Text.Contains(Blob[..8], StringComparison.Ordinal));
        Assert.DoesNotContain(result.Stages, stage => stage.Text.Contains(Blob[..8], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_TLS_CRAM_MD5_comes_before_PLAIN()
    {
        var (result, server) = await TestBench.PlayAsync(
            Session("AUTH PLAIN CRAM-MD5", "C: AUTH CRAM-MD5\nS: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\nC: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\nS: 235 ok\nC: QUIT\nS: 221 bye"),
            Options with { Credentials = SaslCredentials.FromPassword("tim", "tanstaaftanstaaf") });
        Assert.Equal("CRAM-MD5", result.AuthMechanism);
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_password_that_SASLprep_forbids_is_told_without_showing_it()
    {
        var (result, _) = await TestBench.PlayAsync(
            Session("AUTH SCRAM-SHA-256", "C: QUIT\nS: 221 bye"), Options with { Credentials = SaslCredentials.FromPassword("user", "hunter2\u0007") });
        AssertFailed(result, SmtpFailureKind.AuthExchange);
        Assert.DoesNotContain(result.Stages, stage => stage.Text.Contains("hunter2", StringComparison.Ordinal));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Session(string extension, string rest) => $"S: 220 hi\nC: EHLO client.example.org\nS: 250-m\nS: 250 {extension}\n{rest}";

    private static void AssertFailed(SmtpTestResult result, SmtpFailureKind kind) =>
        Assert.Equal((SmtpTestStatus.Failed, SmtpStage.Auth, kind), (result.Status, result.FailedStage, result.FailureKind));
}
