using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Sasl;

public class ScramSha256MechanismTests
{
    // RFC 7677 section 3
    private const string ClientNonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string ClientFinal = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    [Fact]
    public void The_exchange_is_that_of_RFC_7677()
    {
        var mechanism = Create();
        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", Say(mechanism, ""));
        Assert.Equal(ClientFinal, Say(mechanism, ServerFirst));
        Assert.False(mechanism.IsComplete);
        Assert.Equal("", Say(mechanism, ServerFinal));
        Assert.True(mechanism.IsComplete);
        Assert.Null(mechanism.ServerError);
        Assert.Throws<SaslException>(() => Say(mechanism, ""));
    }

    [Fact]
    public void A_server_that_does_not_know_the_password_is_found_out()
    {
        var mechanism = Create();
        Say(mechanism, "");
        Say(mechanism, ServerFirst);
        var problem = Assert.Throws<SaslException>(() => Say(mechanism, "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
        Assert.Contains("signature is wrong", problem.Message, StringComparison.Ordinal);
        Assert.False(mechanism.IsComplete);
    }

    [Fact]
    public void An_error_of_the_server_is_told_and_is_no_success()
    {
        var mechanism = Create();
        Say(mechanism, "");
        Say(mechanism, ServerFirst);
        Assert.Equal("", Say(mechanism, "e=invalid-proof"));
        Assert.Equal("invalid-proof", mechanism.ServerError);
        Assert.False(mechanism.IsComplete);
    }

    [Theory]
    [InlineData("", "malformed")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA", "malformed")]
    [InlineData("s=AAAA,r=rOprNGfwEbeRWgbNEkqOx,i=4096", "malformed")]
    [InlineData("m=ext,r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=4096", "extension")]
    [InlineData("r=other,s=AAAA,i=4096", "nonce")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=AAAA,i=4096", "nonce")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096", "salt is empty")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=!,i=4096", "no base64")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=4095", "iterations")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=1000001", "iterations")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=-1", "iterations")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=99999999999999999999", "iterations")]
    public void A_bad_challenge_ends_the_exchange_with_its_reason(string challenge, string why)
    {
        var mechanism = Create();
        Say(mechanism, "");
        Assert.Contains(why, Assert.Throws<SaslException>(() => Say(mechanism, challenge)).Message, StringComparison.Ordinal);
        Assert.False(mechanism.IsComplete);
    }

    [Fact]
    public void Commas_and_equals_signs_in_a_name_are_escaped() =>
        Assert.Equal("n,,n=a=3Db=2Cc,r=x", Say(new ScramSha256Mechanism(SaslCredentials.FromPassword("a=b,c", "p"), "x"), ""));

    [Fact]
    public void Every_exchange_has_a_nonce_of_its_own()
    {
        var first = Say(new ScramSha256Mechanism(SaslCredentials.FromPassword("u", "p")), "");
        var second = Say(new ScramSha256Mechanism(SaslCredentials.FromPassword("u", "p")), "");
        Assert.NotEqual(first, second);
        Assert.Equal("n,,n=u,r=".Length + 32, first.Length);
    }

    [Fact]
    public void A_challenge_of_any_text_is_answered_or_refused() =>
        Prop.ForAll<string>(text =>
        {
            var mechanism = Create();
            Say(mechanism, "");
            try
            {
                mechanism.Respond(Encoding.UTF8.GetBytes(text ?? ""));
                return false; // nobody guesses the nonce
            }
            catch (SaslException)
            {
                return !mechanism.IsComplete;
            }
        }).QuickCheckThrowOnFailure();

    private static ScramSha256Mechanism Create() => new(SaslCredentials.FromPassword("user", "pencil"), ClientNonce);

    private static string Say(ScramSha256Mechanism mechanism, string challenge) =>
        Encoding.UTF8.GetString(mechanism.Respond(Encoding.UTF8.GetBytes(challenge)));
}
