using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

public sealed class OAuthAnswerTests
{
    private const string Secret = "the-secret";

    [Theory]
    [InlineData("""{"access_token":"abc","token_type":"Bearer","expires_in":3599}""", 3599, null)]
    [InlineData("""{"access_token":"abc","token_type":"bearer","expires_in":"3599","refresh_token":"next"}""", 3599, "next")]
    [InlineData("""{"access_token":"abc","expires_in":1e3,"refresh_token":""}""", 1000, null)]
    [InlineData("""{"access_token":"abc"}""", 600, null)]
    [InlineData("""{"access_token":"abc","expires_in":-5}""", 0, null)]
    [InlineData("""{"access_token":"abc","expires_in":1e99}""", 86400, null)]
    [InlineData("""{"access_token":"abc","expires_in":null}""", 600, null)]
    [InlineData("""{"access_token":"abc","expires_in":"NaN","ext_expires_in":[1]}""", 600, null)]
    public void A_token_is_read(string body, int seconds, string? refresh)
    {
        Assert.True(OAuthAnswer.TryRead(HttpStatusCode.OK, Encoding.UTF8.GetBytes(body), [Secret], out var token, out _));
        Assert.Equal(("abc", seconds, refresh), (token.AccessToken, (int)token.Lifetime.TotalSeconds, token.RefreshToken));
    }

    [Theory]
    [InlineData(200, """{"token_type":"Bearer"}""", "holds no access token", true)]
    [InlineData(200, """{"access_token":"abc","token_type":"mac"}""", "type 'mac'", true)]
    [InlineData(200, """{"access_token":"a b"}""", "characters", true)]
    [InlineData(200, """{"access_token":"a\r\nb"}""", "characters", true)]
    [InlineData(200, """["abc"]""", "no JSON of an OAuth server", true)]
    [InlineData(200, "<html>sign in</html>", "no JSON of an OAuth server", true)]
    [InlineData(404, "", "404", true)]
    [InlineData(400, """{"access_token":"abc"}""", "400", true)]
    [InlineData(503, "busy", "503", false)]
    [InlineData(400, """{"error":"invalid_client"}""", "its secret is wrong", true)]
    [InlineData(400, """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""", "refresh token is no longer good", true)]
    [InlineData(400, """{"error":"interaction_required","error_description":"AADSTS50076: Due to a configuration change"}""", "another factor", true)]
    [InlineData(401, """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}""", "not the secret's id", true)]
    [InlineData(401, """{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired.\r\nTrace ID: 1"}""", "has expired", true)]
    [InlineData(400, """{"error":"invalid_request","error_description":"AADSTS90002: Tenant not found."}""", "no such tenant", true)]
    [InlineData(400, """{"error":"temporarily_unavailable"}""", "overloaded", false)]
    [InlineData(429, """{"error":"invalid_request"}""", "does not understand", false)]
    [InlineData(400, """{"error":"new_error","error_description":"Of next year"}""", "refuses with new_error: Of next year.", true)]
    [InlineData(400, """{"error":"\ud800"}""", "400", true)]
    public void A_refusal_is_told_with_what_to_do(int status, string body, string message, bool isPermanent)
    {
        Assert.False(OAuthAnswer.TryRead((HttpStatusCode)status, Encoding.UTF8.GetBytes(body), [Secret], out _, out var failure));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(isPermanent, failure.IsPermanent);
        Assert.DoesNotContain("Trace ID", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_echoes_the_secret_is_not_quoted()
    {
        Assert.False(OAuthAnswer.TryRead(HttpStatusCode.BadRequest, Encoding.UTF8.GetBytes($$"""{"error":"invalid_client","error_description":"wrong: {{Secret}}"}"""), [Secret], out _, out var failure));
        Assert.DoesNotContain(Secret, failure.Message, StringComparison.Ordinal);
        Assert.Contains("invalid_client", failure.Message, StringComparison.Ordinal);
        Assert.False(OAuthAnswer.TryRead(HttpStatusCode.BadRequest, Encoding.UTF8.GetBytes($$"""{"error":"{{Secret}}"}"""), [Secret], out _, out failure));
        Assert.DoesNotContain(Secret, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_answer_throws()
    {
        var pieces = Gen.Elements("{", "}", "[", "]", "\"error\"", "\"access_token\"", "\"expires_in\"", "\"error_description\"", "\"token_type\"", ":", ",", "\"a\"", "1", "-1e999", "null", "\"\\ud800\"", "\"\0\"", " ", "é");
        Prop.ForAll(Gen.ArrayOf(pieces).ToArbitrary(), parts =>
            OAuthAnswer.TryRead(HttpStatusCode.OK, Encoding.UTF8.GetBytes(string.Concat(parts)), [], out var token, out var failure) ? token.AccessToken.Length > 0 : failure.Message.Length > 0).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_known_error_has_a_cause_and_a_remedy()
    {
        Assert.All(OAuthErrors.All, entry =>
        {
            Assert.All([entry.Cause, entry.Remedy], text => Assert.EndsWith(".", text, StringComparison.Ordinal));
            Assert.NotEmpty(entry.Reference);
        });
        Assert.Equal(OAuthErrors.All.Count, OAuthErrors.All.DistinctBy(entry => entry.Code).Count());
    }

    [Theory]
    [InlineData("office365", "example.org", "https://login.microsoftonline.com/example.org/oauth2/v2.0/token")]
    [InlineData("Office365", "11111111-2222-3333-4444-555555555555", "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token")]
    [InlineData("Gmail", null, "https://oauth2.googleapis.com/token")]
    public void A_providers_endpoint_is_known(string name, string? tenant, string endpoint) => Assert.Equal(endpoint, OAuthProviders.Find(name)!.Resolve(tenant).ToString());

    [Theory]
    [InlineData("Office365", null)]
    [InlineData("Office365", "")]
    [InlineData("Office365", "../evil")]
    [InlineData("Office365", "a.example/x?")]
    [InlineData("Office365", "-a")]
    [InlineData("Gmail", "example.org")]
    public void What_is_no_tenant_is_refused(string name, string? tenant) => Assert.Throws<ArgumentException>(() => OAuthProviders.Find(name)!.Resolve(tenant));

    [Fact]
    public void Every_provider_is_a_mail_provider_too() =>
        Assert.All(OAuthProviders.All, provider => Assert.Contains("XOAUTH2", SmtpAdmin.Smtp.Client.MailProviders.Find(provider.Name)!.AuthMechanisms));
}
