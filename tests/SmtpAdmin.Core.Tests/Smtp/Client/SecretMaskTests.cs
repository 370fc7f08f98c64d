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

    [Theory]
    [InlineData("hex 68756E7465723273656372657421 end", "hex *** end")]
    [InlineData("hex 68756e7465723273656372657421 end", "hex *** end")]
    [InlineData("percent %68%75%6e%74%65%72%32%73%65%63%72%65%74%21", "percent ***")]
    [InlineData("some hunter2secret%21 of it", "some *** of it")]
    [InlineData("quoted-printable hunter2s=65cret!", "quoted-printable ***")]
    [InlineData("json hunter2s\\u0065cret!", "json ***")]
    [InlineData("our own log hunter2s\\x65cret\\!", "our own log ***")]
    [InlineData("tab hunter2\tsecret!", "tab ***")]
    [InlineData("unprintable hunter2\uFFFDsecret!", "unprintable ***")]
    [InlineData("UTF-16 h\uFFFDu\uFFFDn\uFFFDt\uFFFDe\uFFFDr\uFFFD2\uFFFDs\uFFFDe\uFFFDc\uFFFDr\uFFFDe\uFFFDt\uFFFD!", "UTF-16 ***")]
    [InlineData("base64 aHVudGVyMnNlY3JldCE=", "base64 ***")]
    [InlineData("behind one octet eGh1bnRlcjJzZWNyZXQh", "behind one octet eG***")] // the first characters hold bits of what stands before
    [InlineData("100% sure = yes \\o/", "100% sure = yes \\o/")]
    [InlineData("reversed !terces2retnuh", "reversed !terces2retnuh")] // no list of forms is ever whole
    public void A_password_is_blotted_out_in_the_forms_that_it_is_likely_to_come_back_in(string text, string expected)
    {
        var mask = new SecretMask();
        mask.AddCredentials(SaslCredentials.FromPassword("alice", "hunter2secret!"));
        Assert.Equal(expected, mask.Apply(text));
    }

    [Theory]
    [InlineData("geh\u00E4im", "geh\u00E4im")]
    [InlineData("geh\u00E4im", "geh\u00C3\u00A4im")] // its UTF-8 in a line that is none
    [InlineData("geh\u00E4im", "geh%C3%A4im")]
    [InlineData("geh\u00E4im", "geh\\u00e4im")]
    [InlineData("a%41b\\c", "a%41b\\c")]
    [InlineData("a\tbcd", "a\tbcd")]
    [InlineData("a\u001bbcd", "a\uFFFDbcd")]
    public void A_password_of_odd_characters_is_blotted_out(string password, string text)
    {
        var mask = new SecretMask();
        mask.AddCredentials(SaslCredentials.FromPassword("alice", password));
        Assert.Equal("<***>", mask.Apply($"<{text}>"));
    }

    [Fact]
    public void Base64_of_a_secret_is_found_wherever_it_begins() =>
        Prop.ForAll<byte[], byte[]>((before, after) =>
        {
            const string Secret = "correct horse battery staple";
            var mask = new SecretMask();
            mask.AddCredentials(SaslCredentials.FromPassword("alice", Secret));
            byte[] whole = [.. before ?? [], .. System.Text.Encoding.ASCII.GetBytes(Secret), .. after ?? []];
            var rest = mask.Apply(Convert.ToBase64String(whole)).Replace(SecretMask.Blot, "", StringComparison.Ordinal);
            return rest.Length <= ((whole.Length + 2) / 3 * 4) - (Secret.Length * 4 / 3) + 3;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_can_be_masked() =>
        Prop.ForAll<string, string>((password, text) =>
        {
            password = $"{password?.Replace("\0", "", StringComparison.Ordinal)}!pw4";
            var mask = new SecretMask();
            mask.AddCredentials(SaslCredentials.FromPassword("alice", password));
            return !mask.Apply($"{text}{password}{text}").Contains(password, StringComparison.OrdinalIgnoreCase);
        }).QuickCheckThrowOnFailure();

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
