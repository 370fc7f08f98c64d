using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Verifying;

public sealed class DkimAuthenticationResultsTests
{
    private const string Token = "[!#$%&'*+.^_`{|}~0-9A-Za-z-]+";
    private const string Quoted = "\"(?:[^\"\\\\\r\n]|\\\\.)*\"";

    // RFC 8601 section 2.2, as far as the method dkim needs it.
    private static readonly Regex Grammar = new(
        $"^Authentication-Results: (?:{Token}|{Quoted})(?:;(?: |\r\n\t)dkim=(?:none|pass|fail|policy|neutral|temperror|permerror)(?: reason=(?:{Token}|{Quoted}))?(?: header\\.[disab]=(?:{Token}|{Quoted}|(?:{Token})?@[A-Za-z0-9.-]+))*)+$");

    [Theory]
    [InlineData("mx.example.net", true)]
    [InlineData("mail gateway; \"one\"", true)]
    [InlineData("", false)]
    [InlineData("mx\r\nX: y", false)]
    [InlineData("mx\t", false)]
    [InlineData("m\u00fcller.example", false)]
    [InlineData("mx\u0085", false)]
    public void The_name_of_who_verifies_is_a_token_or_can_be_quoted(string name, bool isOne) => Assert.Equal(isOne, DkimVerifyOptions.AuthservIdProblem(name) is null);

    [Fact]
    public async Task The_field_has_the_results_of_all_signatures()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa), SignedMessages.Options(SignedMessages.Ed25519));
        var results = await SignedMessages.VerifyAsync(signed.Replace("game", "match", StringComparison.Ordinal));
        var field = Assert.Single(results.Select(result => result.AuthenticationResults).Distinct());
        Assert.StartsWith("Authentication-Results: mx.example.net; dkim=fail reason=\"The body is not the one that was signed; the signed header fields are as they were.\" header.d=football.example.com header.i=@football.example.com header.s=rsa header.a=rsa-sha256 header.b=", field, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(field, "dkim=fail"));
        Assert.Matches(Grammar, field);
    }

    [Fact]
    public void A_long_field_is_folded()
    {
        var result = new DkimSignatureResult { Status = DkimStatus.Fail, Reason = new string('r', 300), Domain = "example.com" };
        var field = DkimAuthenticationResults.Format("mx.example.net", [.. Enumerable.Repeat(result, 10)]);
        Assert.Matches(Grammar, field);
        Assert.All(field.Split("\r\n"), line => Assert.InRange(line.Length, 1, 998));
    }

    [Theory]
    [InlineData("joe@example.com", "header.i=joe@example.com")]
    [InlineData("@example.com", "header.i=@example.com")]
    [InlineData("\"joe q\"@example.com", "header.i=\"\\\"joe q\\\"@example.com\"")]
    [InlineData("a b@example.com", "header.i=\"a b@example.com\"")]
    [InlineData("a@b@example.com", "header.i=\"a@b@example.com\"")]
    [InlineData("a@under_score.example.com", "header.i=\"a@under_score.example.com\"")]
    [InlineData("x; dkim=pass header.d=bank.example@example.com", "header.i=\"x; dkim=pass header.d=bank.example@example.com\"")]
    public void What_a_message_says_of_itself_cannot_say_more_than_it_is_asked(string identity, string written)
    {
        var field = DkimAuthenticationResults.Format("mx.example.net", [new DkimSignatureResult { Status = DkimStatus.Fail, Identity = identity }]);
        Assert.EndsWith(written, field, StringComparison.Ordinal);
        Assert.Matches(Grammar, field);
    }

    [Fact]
    public void Any_text_anywhere_leaves_the_field_well_formed()
    {
        var texts = Gen.Elements("a", "Z", "9", ".", "@", "_", "-", "\"", "\\", ";", "=", " ", "\t", "\r\n", "\n", "\0", "\u001b", "ü", "\u202e", "(", ")").ArrayOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, texts, texts, (id, one, two) =>
        {
            var result = new DkimSignatureResult { Status = DkimStatus.Fail, Reason = one, Identity = two, Domain = one, Selector = two, Algorithm = one };
            var field = DkimAuthenticationResults.Format(id, [result, result]);
            Assert.Matches(Grammar, field);
            Assert.Equal(2, Regex.Count(Regex.Replace(field, Quoted, ""), "dkim="));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
