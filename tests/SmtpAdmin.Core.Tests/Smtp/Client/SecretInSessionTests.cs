using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

/// <summary>A server that has the password shows it wherever it can.</summary>
public class SecretInSessionTests
{
    private const string Secret = "hunter2secret";

    [Fact]
    public async Task A_password_that_one_address_got_does_not_show_by_way_of_another_one()
    {
        var bench = new TestBench();
        bench.Resolver.A("mail.example.org", "192.0.2.1", "192.0.2.2");
        bench.Network
            .On("192.0.2.1:25", "S: 220 hi\nC: EHLO client.example.org\nS: 250-m\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 235 ok\nC: MAIL FROM:*\nS: 451 later\nC: QUIT\nS: 221 bye")
            .On("192.0.2.2:25", $"S: 220 hi {Secret}\nC: EHLO client.example.org\nS: 250-m {Secret}\nS: 250-X-{Secret}\nS: 250 AUTH CRAM-{Secret}\nC: QUIT\nS: 221 {Secret}");
        var results = await bench.RunAllAsync(TestBench.Options with
        {
            Server = "mail.example.org",
            Credentials = SaslCredentials.FromPassword("alice", Secret),
            AllowInsecureAuth = true,
        });
        Assert.Equal(["192.0.2.1", "192.0.2.2"], results.Select(result => result.Address!.ToString()));
        AssertSilent(results[1]);
        Assert.Equal("hi ***", results[1].Stages.Single(stage => stage.Name == SmtpStage.Banner).Text);
        Assert.Equal(["X-***", "AUTH CRAM-***"], results[1].Extensions);
    }

    [Theory]
    [InlineData("login")]
    [InlineData("plain")]
    [InlineData("auth")]
    [InlineData("size")]
    [InlineData("8bitmime")]
    public async Task A_password_that_is_a_word_of_the_protocol_does_not_make_the_server_misunderstood(string password)
    {
        var (result, server) = await TestBench.PlayAsync(
            "S: 220 hi\nC: EHLO client.example.org\nS: 250-m\nS: 250-SIZE 1000\nS: 250-8BITMIME\nS: 250 AUTH PLAIN LOGIN\nC: AUTH PLAIN *\nS: 235 ok\nC: MAIL FROM:<a@example.org> SIZE=51\nS: 250 ok\nC: QUIT\nS: 221 bye",
            TestBench.Options with { Credentials = SaslCredentials.FromPassword("alice", password), AllowInsecureAuth = true, StopAfter = SmtpStage.MailFrom });
        Assert.Equal((SmtpTestStatus.Stopped, 1000L), (result.Status, result.MaxSize!.Value));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_token_in_the_reason_of_a_refusal_does_not_show()
    {
        const string Token = "ya29.a0AfH6SMBx-Long_Enough_To_Be_Cut";
        var reason = Convert.ToBase64String(Encoding.ASCII.GetBytes($$"""{"status":"401","scope":"{{Token}}"}"""));
        var (result, _) = await TestBench.PlayAsync(
            $"S: 220 hi\nC: EHLO client.example.org\nS: 250-m\nS: 250 AUTH XOAUTH2\nC: AUTH XOAUTH2 *\nS: 334 {reason}\nC:\nS: 535 5.7.8 no\nC: QUIT\nS: 221 bye",
            TestBench.Options with { Credentials = SaslCredentials.FromAccessToken("alice", Token), AllowInsecureAuth = true });
        Assert.Contains("401", result.Stages.Single(stage => stage.Name == SmtpStage.Auth).Text, StringComparison.Ordinal);
        Assert.All(Texts(result), text => Assert.DoesNotContain("a0AfH6SM", text, StringComparison.Ordinal));
        Assert.All(Texts(result), text => Assert.DoesNotContain(reason[40..60], text, StringComparison.Ordinal));
    }

    private static void AssertSilent(SmtpTestResult result) =>
        Assert.All(Texts(result), text => Assert.DoesNotContain(Secret, text, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Texts(SmtpTestResult result) =>
    [
        .. result.Transcript.Select(entry => entry.Text),
        .. result.Stages.SelectMany(stage => (string[])[stage.Text, stage.Reply?.ToString() ?? ""]),
        .. result.Findings.Select(finding => $"{finding.Message} {finding.Remedy}"),
        .. result.Extensions,
        .. result.AuthMechanisms,
    ];
}
