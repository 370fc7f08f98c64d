using System.Text;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Interop.Tests.Smtp;

public class PostfixAuthTests(PeerSet peers) : SmtpInteropTests(peers)
{
    private static readonly SaslCredentials Right = SaslCredentials.FromPassword(DovecotSasl.UserName, DovecotSasl.Password);
    private static readonly SaslCredentials Wrong = SaslCredentials.FromPassword(DovecotSasl.UserName, "not the password");

    private PostfixPeer Postfix => Peers.Postfix;

    protected override PeerFixture Server => Postfix;

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("CRAM-MD5")]
    [InlineData("SCRAM-SHA-256")]
    public async Task Each_mechanism_logs_in_with_a_password(string mechanism)
    {
        var result = await RunAsync(Submission() with { Credentials = Right, AuthMechanism = mechanism });

        AssertSent(result);
        Assert.Equal(mechanism, result.AuthMechanism);
        await AssertLoggedInAsync(result, mechanism);
        AssertSecret(result, DovecotSasl.Password);
    }

    [Theory]
    [InlineData("OAUTHBEARER")]
    [InlineData("XOAUTH2")]
    public async Task Each_mechanism_logs_in_with_an_access_token(string mechanism)
    {
        var token = DovecotSasl.TokenFor(DovecotSasl.UserName, TimeSpan.FromHours(1));

        var result = await RunAsync(Submission() with { Credentials = SaslCredentials.FromAccessToken(DovecotSasl.UserName, token), AuthMechanism = mechanism });

        AssertSent(result);
        await AssertLoggedInAsync(result, mechanism);
        AssertSecret(result, token);
    }

    [Fact]
    public async Task The_best_mechanism_is_chosen_of_those_offered_behind_TLS()
    {
        var result = await RunAsync(Submission() with { Credentials = Right });

        AssertSent(result);
        Assert.Equal("SCRAM-SHA-256", result.AuthMechanism);
        Assert.Empty(result.AuthMechanismsBeforeTls);
        Assert.Equal(DovecotSasl.Mechanisms.Order(StringComparer.Ordinal), result.AuthMechanisms.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("CRAM-MD5")]
    [InlineData("SCRAM-SHA-256")]
    public async Task A_wrong_password_is_said_to_be_one(string mechanism)
    {
        var result = await RunAsync(Submission() with { Credentials = Wrong, AuthMechanism = mechanism });

        AssertFailed(result, SmtpStage.Auth, SmtpFailureKind.Reply, "AUTH-BAD-CREDENTIALS");
        Assert.Equal((535, "5.7.8"), ReplyOf(result, SmtpStage.Auth));
        Assert.DoesNotContain(result.Stages, stage => stage.Name == SmtpStage.MailFrom);
        AssertSecret(result, "not the password");
    }

    [Theory]
    [InlineData("OAUTHBEARER")]
    [InlineData("XOAUTH2")]
    public async Task A_token_that_has_expired_is_refused(string mechanism)
    {
        var token = DovecotSasl.TokenFor(DovecotSasl.UserName, TimeSpan.FromMinutes(-5));

        var result = await RunAsync(Submission() with { Credentials = SaslCredentials.FromAccessToken(DovecotSasl.UserName, token), AuthMechanism = mechanism });

        AssertFailed(result, SmtpStage.Auth, SmtpFailureKind.Reply, "AUTH-TOKEN-REJECTED");
        Assert.Equal(535, ReplyOf(result, SmtpStage.Auth).Code);
        AssertSecret(result, token);
    }

    [Fact]
    public async Task Without_TLS_a_server_that_wants_it_offers_no_login()
    {
        var result = await RunAsync(Submission() with { Credentials = Right, Security = SmtpSecurity.None });

        AssertFailed(result, SmtpStage.Auth, SmtpFailureKind.AuthNotOffered, "AUTH-ONLY-AFTER-TLS");
    }

    [Fact]
    public async Task A_password_does_not_go_over_an_unencrypted_line_unasked()
    {
        var options = Options(Postfix[PostfixService.InsecureAuth], null) with { Credentials = Right };

        var refused = await RunAsync(options);
        var allowed = await RunAsync(options with { AllowInsecureAuth = true });

        AssertFailed(refused, SmtpStage.Auth, SmtpFailureKind.AuthNeedsEncryption, "AUTH-NEEDS-ENCRYPTION");
        Assert.DoesNotContain(refused.Transcript, entry => entry.Text.StartsWith("AUTH ", StringComparison.Ordinal));
        AssertSent(allowed);
        Assert.Equal("SCRAM-SHA-256", allowed.AuthMechanism);
    }

    [Fact]
    public async Task A_server_without_login_is_said_to_have_none()
    {
        var result = await RunAsync(Options(Postfix[PostfixService.Plain], null) with { Credentials = Right });

        AssertFailed(result, SmtpStage.Auth, SmtpFailureKind.AuthNotOffered, "AUTH-NOT-OFFERED");
    }

    [Fact]
    public async Task Who_has_logged_in_may_relay()
    {
        var elsewhere = EmailAddress.Parse("someone@elsewhere.example");

        var result = await RunAsync(Submission() with { Credentials = Right, To = [elsewhere] });

        AssertSent(result);
    }

    private SmtpTestOptions Submission() => Options(Postfix[PostfixService.Submission], Postfix.Authority) with { Security = SmtpSecurity.StartTls };

    private Task<string> AssertLoggedInAsync(SmtpTestResult result, string mechanism) => Postfix.WaitForLogAsync(
        $"{result.QueueId}: client=localhost[127.0.0.1], sasl_method={mechanism}, sasl_username={DovecotSasl.UserName}", Token);

    private static void AssertSecret(SmtpTestResult result, string secret)
    {
        string[] forms = [secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{DovecotSasl.UserName}\0{secret}"))];
        var shown = string.Join('\n', result.Transcript.Select(entry => entry.Text).Concat(result.Stages.Select(stage => stage.Text)).Concat(result.Findings.Select(finding => finding.ToString())));
        foreach (var form in forms) Assert.DoesNotContain(form, shown, StringComparison.Ordinal);
        Assert.Contains("AUTH ", shown, StringComparison.Ordinal);
    }
}
