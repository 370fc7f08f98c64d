using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning;

public sealed class ReportUriTests
{
    [Theory]
    [InlineData("dmarc@example.com", "mailto:dmarc@example.com")]
    [InlineData(" DMARC+a_b-c.d@Example.COM ", "mailto:DMARC+a_b-c.d@example.com")]
    [InlineData("berichte@bücher.example", "mailto:berichte@xn--bcher-kva.example")]
    [InlineData("häß@example.com", "mailto:h%C3%A4%C3%9F@example.com")]
    [InlineData("a!b@example.com", "mailto:a%21b@example.com")]
    [InlineData("50%@example.com", "mailto:50%25@example.com")]
    [InlineData("a/b?c=d&e@example.com", "mailto:a%2Fb%3Fc%3Dd%26e@example.com")]
    [InlineData("\"a,b;c d\"@example.com", "mailto:%22a%2Cb%3Bc%20d%22@example.com")]
    [InlineData("\"x:y\"@example.com", "mailto:%22x%3Ay%22@example.com")]
    [InlineData("mailto:dmarc@example.com", "mailto:dmarc@example.com")]
    [InlineData("MailTo:a%21b@example.com?subject=x!y,z", "mailto:a%21b@example.com?subject=x%21y%2Cz")]
    [InlineData("https://Reports.example.com/v1/tls?a=b,c;d!", "https://reports.example.com/v1/tls?a=b%2Cc%3Bd%21")]
    [InlineData("https://bücher.example:8443/ä", "https://xn--bcher-kva.example:8443/%C3%A4")]
    public void What_people_write_becomes_a_URI_that_a_record_can_hold(string text, string value)
    {
        Assert.True(ReportUriText.TryRead(text, out var uri, out var problem), problem);
        Assert.Equal(value, uri.Value);
        Assert.True(ReportUri.TryParse(value, out var read, out problem), problem);
        Assert.Equal(uri, read);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("dmarc", "is no mail address")]
    [InlineData("a@example.com,b@example.com", "each by itself")]
    [InlineData("mailto:a@example.com,b@example.com", "each address by itself")]
    [InlineData("dmarc@example.com!10m", "size limit '!10m', which RFC 9989 (section 4.8) removed")]
    [InlineData("mailto:dmarc@example.com!5", "size limit '!5'")]
    [InlineData("dmarc@[192.0.2.1]", "an address literal")]
    [InlineData("dmarc@localhost", "one label only")]
    [InlineData("https:///nothing", "neither a mail address nor a URI")]
    [InlineData("https://user:secret@example.com/", "a user name or password")]
    public void What_is_none_is_refused_with_a_reason(string text, string said)
    {
        Assert.False(ReportUriText.TryRead(text, out _, out var problem));
        Assert.Contains(said, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dmarc@example.com", "has no scheme")]
    [InlineData("mailto:a;b@example.com", "percent-encoded")]
    [InlineData("mailto:a%2@example.com", "two hexadecimal digits")]
    [InlineData("mailto:nobody", "no mail address")]
    [InlineData("mailto:a@[192.0.2.1]", "address literal")]
    public void In_a_record_only_what_its_grammar_allows_is_read(string value, string said)
    {
        Assert.False(ReportUri.TryParse(value, out _, out var problem));
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_local_part_comes_back_whatever_it_was()
    {
        var part = Gen.NonEmptyListOf(Gen.Elements("aZ0!#$%&'*+-/=?^_`{|}~äß日".Select(character => character.ToString()).ToArray())).Select(string.Concat);
        Prop.ForAll(Arb.From(part), local =>
        {
            if (!EmailAddress.TryParse($"{local}@example.com", out var address, out _)) return; // longer than a local part is
            Assert.True(ReportUriText.TryRead(address.ToString(), out var uri, out var problem), problem);
            Assert.Equal(address, uri.Address);
            Assert.DoesNotContain(uri.Value, character => character is ',' or '!' or ';' or > '~' or <= ' ');
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_makes_it_throw_and_what_is_read_can_stand_in_a_record()
    {
        var piece = Gen.Elements("a", "@", "example.com", "mailto:", "https://", "!", "10m", ",", ";", "%", "%2C", "?", "#", "[", "]", "ü", "\0", " ", "\"", ":", "/", "\ud800", "xn--", "192.0.2.1");
        var text = Gen.OneOf(ArbMap.Default.GeneratorFor<string>().Select(any => any ?? ""), Gen.ListOf(piece).Select(string.Concat));
        Prop.ForAll(Arb.From(text), given =>
        {
            if (ReportUriText.TryRead(given, out var uri, out var problem))
            {
                Assert.True(ReportUri.TryParse(uri.Value, out var again, out _));
                Assert.Equal(uri, again);
            }
            else Assert.NotEmpty(problem);
            Assert.Equal(ReportUri.TryParse(given, out var raw, out var wrong), raw is not null && wrong is null);
        }).QuickCheckThrowOnFailure();
    }
}
