using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

public class SecretMaskTests
{
    private const string Encoded = "AGFsaWNlAHdvbmRlcmxhbmQ=";

    [Theory]
    [InlineData("502 unknown: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=", "502 unknown: AUTH PLAIN ***")]
    [InlineData("cut AGFsaWNlAHdvb", "cut ***")]
    [InlineData("tail bmRlcmxhbmQ= end", "tail *** end")]
    [InlineData("UPPER AGFSAWNLAHDVBMRLCMXHBMQ=", "UPPER ***")]
    [InlineData("twice AGFsaWNlAHdvbmRlcmxhbmQ=AGFsaWNlAHdvbmRlcmxhbmQ=", "twice ******")]
    [InlineData("the password wonderland is wrong", "the password *** is wrong")]
    [InlineData("Wonderland", "***")]
    [InlineData("wonder", "wonder")]
    [InlineData("nothing", "nothing")]
    public void A_secret_is_blotted_out_whole_cut_or_folded(string text, string expected)
    {
        var mask = new SecretMask();
        mask.AddEncoded(Encoded);
        mask.AddPassword("wonderland");
        Assert.Equal(expected, mask.Apply(text));
    }

    [Fact]
    public void A_reply_keeps_its_code_and_its_lines()
    {
        var mask = new SecretMask();
        mask.AddEncoded(Encoded);
        var reply = mask.Apply(new SmtpReply(535, ["5.7.8 bad", $"got {Encoded}"]));
        Assert.Equal(535, reply.Code);
        Assert.Equal(["5.7.8 bad", "got ***"], reply.Lines);
        var innocent = new SmtpReply(250, "ok");
        Assert.Same(innocent, mask.Apply(innocent));
    }

    [Fact]
    public void No_piece_of_eight_characters_survives_anywhere() =>
        Prop.ForAll<string, string>((before, after) =>
        {
            var mask = new SecretMask();
            mask.AddEncoded(Encoded);
            var masked = mask.Apply(before + Encoded + after);
            return Enumerable.Range(0, Encoded.Length - 7).All(at => !masked.Contains(Encoded.Substring(at, 8), StringComparison.OrdinalIgnoreCase));
        }).QuickCheckThrowOnFailure();
}
