using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public sealed class XtextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("QQ314159", "QQ314159")]
    [InlineData("e+3Dmc2@example.com", "e=mc2@example.com")]
    [InlineData("+2B", "+")]
    [InlineData("a+20b", "a b")]
    [InlineData("+41", "A")]
    public void Text_is_decoded(string encoded, string text)
    {
        Assert.True(Xtext.TryDecode(encoded, out var decoded));
        Assert.Equal(text, decoded);
    }

    [Theory]
    [InlineData("+")]
    [InlineData("a+")]
    [InlineData("+4")]
    [InlineData("+4G")]
    [InlineData("+2b")] // RFC 3461 section 4: upper case
    [InlineData("a=b")]
    [InlineData("a b")]
    [InlineData("+0D+0A")]
    [InlineData("+00")]
    [InlineData("+7F")]
    [InlineData("+E9")]
    [InlineData("é")]
    public void What_is_no_xtext_or_hides_more_than_printable_ASCII_is_refused(string encoded) => Assert.False(Xtext.TryDecode(encoded, out _));

    [Fact]
    public void Printable_text_makes_the_round_trip() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(' ', '~').Select(code => (char)code)).ToArbitrary(), characters =>
        {
            var text = new string(characters);
            return Xtext.TryDecode(Xtext.Encode(text), out var decoded) && decoded == text;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_outside_ASCII_is_the_callers_mistake() => Assert.Throws<ArgumentException>(() => Xtext.Encode("é"));
}
