using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Sasl;

public class SaslSelectionTests
{
    private static readonly SaslCredentials Password = SaslCredentials.FromPassword("user", "secret");
    private static readonly SaslCredentials Token = SaslCredentials.FromAccessToken("user", "ya29.token");

    [Theory]
    [InlineData("PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256", true, "SCRAM-SHA-256")]
    [InlineData("CRAM-MD5 LOGIN PLAIN", true, "PLAIN")]
    [InlineData("CRAM-MD5 LOGIN", true, "LOGIN")]
    [InlineData("CRAM-MD5 LOGIN PLAIN", false, "CRAM-MD5")]
    [InlineData("login", true, "LOGIN")]
    [InlineData("GSSAPI NTLM XOAUTH2", true, null)]
    public void The_best_offered_mechanism_is_chosen_for_a_password(string offered, bool encrypted, string? expected) =>
        Assert.Equal(expected, SaslSelection.Choose(Password, offered.Split(' '), null, encrypted));

    [Theory]
    [InlineData("PLAIN XOAUTH2 OAUTHBEARER", "OAUTHBEARER")]
    [InlineData("LOGIN XOAUTH2", "XOAUTH2")]
    [InlineData("PLAIN LOGIN", null)]
    public void A_token_never_goes_into_a_password_mechanism(string offered, string? expected) =>
        Assert.Equal(expected, SaslSelection.Choose(Token, offered.Split(' '), null, encrypted: true));

    [Fact]
    public void A_forced_mechanism_is_used_only_where_it_is_offered()
    {
        Assert.Equal("LOGIN", SaslSelection.Choose(Password, ["PLAIN", "LOGIN"], "login", encrypted: true));
        Assert.Null(SaslSelection.Choose(Password, ["PLAIN", "LOGIN"], "CRAM-MD5", encrypted: true));
        Assert.Null(SaslSelection.Choose(Password, ["XOAUTH2"], "XOAUTH2", encrypted: true));
    }

    [Fact]
    public void Every_preferred_mechanism_can_be_made()
    {
        foreach (var credentials in new[] { Password, Token })
        {
            foreach (var name in SaslSelection.Preferred(credentials, encrypted: true))
                Assert.Equal(name, SaslSelection.Create(name, credentials, "mail.example.org", 587).Name);
            Assert.Equal(SaslSelection.Preferred(credentials, encrypted: true).Order(), SaslSelection.Preferred(credentials, encrypted: false).Order());
        }
    }

    [Fact]
    public void Credentials_never_show_their_secret()
    {
        Assert.Equal("user (password)", Password.ToString());
        Assert.Equal("user (access token)", Token.ToString());
        Assert.DoesNotContain("secret", new SmtpTestOptions { Server = "mx", Credentials = Password }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(typeof(SaslCredentials).GetProperties(), property => property.Name == "Secret");
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("a\0b", "x")]
    [InlineData("a", "x\0")]
    public void A_name_or_password_that_no_mechanism_can_carry_is_refused(string name, string password) =>
        Assert.ThrowsAny<ArgumentException>(() => SaslCredentials.FromPassword(name, password));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("token\u0001")]
    [InlineData("tökén")]
    public void A_token_is_visible_ASCII(string token) => Assert.ThrowsAny<ArgumentException>(() => SaslCredentials.FromAccessToken("user", token));

    [Fact]
    public void A_name_for_a_token_cannot_break_out_of_its_field() =>
        Assert.ThrowsAny<ArgumentException>(() => SaslCredentials.FromAccessToken("user\u0001auth=Bearer other", "token"));
}
