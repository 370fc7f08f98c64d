using System.Text;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Sasl;

public class SaslMechanismTests
{
    [Fact]
    public void PLAIN_says_what_RFC_4616_says()
    {
        var mechanism = new PlainMechanism(SaslCredentials.FromPassword("tim", "tanstaaftanstaaf"));
        Assert.False(mechanism.IsComplete);
        Assert.Equal("\0tim\0tanstaaftanstaaf", Text(mechanism.Respond([])));
        Assert.True(mechanism.IsComplete);
        Assert.Throws<SaslException>(() => mechanism.Respond([]));
    }

    [Fact]
    public void PLAIN_carries_names_and_passwords_in_UTF8() =>
        Assert.Equal("\0jörg\0pässwörd 漢", Text(new PlainMechanism(SaslCredentials.FromPassword("jörg", "pässwörd 漢")).Respond([])));

    [Theory]
    [InlineData("Username:", "Password:")]
    [InlineData("User Name\0", "Password\0")]
    [InlineData("", "")]
    public void LOGIN_answers_in_order_whatever_it_is_asked_with(string first, string second)
    {
        var mechanism = new LoginMechanism(SaslCredentials.FromPassword("tim", "secret"));
        Assert.False(mechanism.ClientFirst);
        Assert.Equal("tim", Text(mechanism.Respond(Encoding.ASCII.GetBytes(first))));
        Assert.False(mechanism.IsComplete);
        Assert.Equal("secret", Text(mechanism.Respond(Encoding.ASCII.GetBytes(second))));
        Assert.True(mechanism.IsComplete);
        Assert.Throws<SaslException>(() => mechanism.Respond([]));
    }

    [Fact]
    public void CRAM_MD5_gives_the_digest_of_RFC_2195()
    {
        var mechanism = new CramMd5Mechanism(SaslCredentials.FromPassword("tim", "tanstaaftanstaaf"));
        Assert.Equal(
            "tim b913a602c7eda7a495b4e6e7334d3890",
            Text(mechanism.Respond("<1896.697170952@postoffice.reston.mci.net>"u8)));
        Assert.True(mechanism.IsComplete);
        Assert.Throws<SaslException>(() => mechanism.Respond("<again>"u8));
    }

    [Fact]
    public void CRAM_MD5_does_not_answer_an_empty_challenge() =>
        Assert.Throws<SaslException>(() => new CramMd5Mechanism(SaslCredentials.FromPassword("tim", "x")).Respond([]));

    [Fact]
    public void OAUTHBEARER_says_what_RFC_7628_section_4_1_says()
    {
        // The RFC's example is for IMAP; the grammar is the same.
        var mechanism = new OAuthBearerMechanism(SaslCredentials.FromAccessToken("user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="), "server.example.com", 143);
        Assert.Equal(
            "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB",
            Convert.ToBase64String(mechanism.Respond([])));
        Assert.True(mechanism.IsComplete);
    }

    [Fact]
    public void OAUTHBEARER_hears_the_reason_out_and_lets_the_server_refuse()
    {
        var mechanism = new OAuthBearerMechanism(SaslCredentials.FromAccessToken("user@example.com", "token"), "server", 587);
        mechanism.Respond([]);
        // RFC 7628 section 4.3
        Assert.Equal([1], mechanism.Respond("""{"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/.well-known/openid-configuration"}"""u8));
        Assert.False(mechanism.IsComplete);
        Assert.Equal("status invalid_token, scope example_scope, openid-configuration https://example.com/.well-known/openid-configuration", mechanism.ServerError);
        Assert.Throws<SaslException>(() => mechanism.Respond([]));
    }

    [Fact]
    public void OAUTHBEARER_escapes_what_a_GS2_header_cannot_hold() =>
        Assert.StartsWith("n,a=a=3Db=2Cc,\u0001", Text(new OAuthBearerMechanism(SaslCredentials.FromAccessToken("a=b,c", "t"), "h", 1).Respond([])), StringComparison.Ordinal);

    [Fact]
    public void XOAUTH2_says_what_Google_documents()
    {
        var mechanism = new XOAuth2Mechanism(SaslCredentials.FromAccessToken("someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"));
        Assert.Equal(
            "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==",
            Convert.ToBase64String(mechanism.Respond([])));
        Assert.Empty(mechanism.Respond("""{"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"}"""u8));
        Assert.Equal("status 401, schemes bearer mac, scope https://mail.google.com/", mechanism.ServerError);
        Assert.False(mechanism.IsComplete);
    }

    [Theory]
    [InlineData("", "no reason given")]
    [InlineData("go away", "go away")]
    [InlineData("[1,2]", "[1,2]")]
    [InlineData("{}", "{}")]
    [InlineData("{\"status\":\"a\\u001bb\"}", "status a\uFFFDb")]
    [InlineData("{\"nested\":{}}", "{\"nested\":{}}")]
    public void A_token_error_that_is_not_the_usual_JSON_is_told_as_it_is(string challenge, string expected) =>
        Assert.Equal(expected, OAuthError.Read(Encoding.UTF8.GetBytes(challenge)));

    [Fact]
    public void A_deep_or_endless_token_error_stays_short() =>
        Assert.True(OAuthError.Read(Encoding.UTF8.GetBytes(new string('[', 100_000))).Length < 400);

    private static string Text(byte[] octets) => Encoding.UTF8.GetString(octets);
}
