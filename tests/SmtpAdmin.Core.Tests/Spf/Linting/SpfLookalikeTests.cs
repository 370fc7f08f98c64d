using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

public sealed class SpfLookalikeTests
{
    [Theory]
    [InlineData("v=spf10", "v=spf1 -all")]
    [InlineData("v=spf10 mx -all", "v=spf1 mx -all")]
    [InlineData("v=spf1; mx; -all", "v=spf1 mx -all")]
    [InlineData("v=spf1,mx,-all", "v=spf1 mx -all")]
    [InlineData("v=spf1\tmx -all", "v=spf1 mx -all")]
    [InlineData("v=spf1\u00a0mx -all", "v=spf1 mx -all")]
    [InlineData("spf1 mx -all", "v=spf1 mx -all")]
    [InlineData("SPF1 mx -all", "v=spf1 mx -all")]
    [InlineData("spf=1 mx -all", "v=spf1 mx -all")]
    [InlineData("\"v=spf1 mx -all\"", "v=spf1 mx -all")]
    [InlineData("\"v=spf1\" mx -all", "v=spf1 mx -all")]
    [InlineData("\"v=spf1 mx \" \"-all\"", "v=spf1 mx -all")]
    [InlineData(" v=spf1 mx -all", "v=spf1 mx -all")]
    [InlineData("\u00ef\u00bb\u00bfv=spf1 mx -all", "v=spf1 mx -all")] // UTF-8's byte order mark
    [InlineData("v=spf 1 mx -all", "v=spf1 mx -all")]
    [InlineData("v = spf1 mx -all", "v=spf1 mx -all")]
    [InlineData("v:spf1 mx -all", "v=spf1 mx -all")]
    [InlineData("v=spf mx -all", "v=spf1 mx -all")]
    [InlineData("v=spf-1 mx -all", "v=spf1 mx -all")]
    [InlineData("v=spfv1 mx -all", "v=spf1 mx -all")]
    [InlineData("vspf1 mx -all", "v=spf1 mx -all")]
    [InlineData("=v=spf1 mx -all", "v=spf1 mx -all")]
    [InlineData("v=spf2 mx -all", "v=spf1 mx -all")]
    public void A_slip_is_told_with_what_is_meant(string text, string meant)
    {
        var slip = SpfLookalike.Of(text);
        Assert.NotNull(slip);
        Assert.NotEmpty(slip.What);
        Assert.Equal(meant, slip.Remedy);
    }

    [Theory]
    [InlineData("v=spf1")]
    [InlineData("V=SPF1 mx -all")]
    [InlineData("v=spf1 +++")]
    [InlineData("")]
    [InlineData("spf")]
    [InlineData("spf records are great")]
    [InlineData("v=DKIM1; k=rsa; p=AAAA")]
    [InlineData("v=DMARC1; p=none")]
    [InlineData("spfcheck=yes")]
    [InlineData("spf1check=yes")]
    [InlineData("google-site-verification=v=spf1")]
    public void Records_and_other_texts_are_no_slips(string text) => Assert.Null(SpfLookalike.Of(text));

    [Theory]
    [InlineData("spf2.0/pra mx -all")]
    [InlineData("spf2.0/mfrom,pra mx -all")]
    [InlineData("v=spf2.0/pra mx -all")]
    public void Sender_ID_is_something_else(string text)
    {
        var slip = SpfLookalike.Of(text);
        Assert.NotNull(slip);
        Assert.Null(slip.Remedy);
    }

    [Theory]
    [InlineData("v=spf1; mx", "';'")]
    [InlineData("v=spf1\tmx", "0x09")]
    [InlineData(" v=spf1 mx", "blank")]
    [InlineData("\"v=spf1 mx\"", "quotes")]
    public void It_is_said_what_is_wrong(string text, string expected) => Assert.Contains(expected, SpfLookalike.Of(text)!.What, StringComparison.Ordinal);
}
