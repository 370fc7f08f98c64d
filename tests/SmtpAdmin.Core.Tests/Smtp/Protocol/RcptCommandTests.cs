using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public sealed class RcptCommandTests
{
    [Fact]
    public void All_parameters_are_read()
    {
        Assert.True(RcptCommand.TryParse("TO:<b@example.test> NOTIFY=SUCCESS,failure ORCPT=rfc822;Bob+40example.test", out var command, out _));
        Assert.Equal("b@example.test", command.To.Address!.ToString());
        Assert.Equal(DsnNotify.Success | DsnNotify.Failure, command.Notify);
        Assert.Equal(new OriginalRecipient("rfc822", "Bob@example.test"), command.OriginalRecipient);
    }

    [Theory]
    [InlineData("TO:<b@example.test>", DsnNotify.None)]
    [InlineData("to: <b@example.test> NOTIFY=NEVER", DsnNotify.Never)]
    [InlineData("TO:<b@example.test> NOTIFY=DELAY", DsnNotify.Delay)]
    [InlineData("TO:<Postmaster> NOTIFY=SUCCESS,FAILURE,DELAY", DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay)]
    public void Notify_is_a_set(string argument, DsnNotify notify)
    {
        Assert.True(RcptCommand.TryParse(argument, out var command, out _));
        Assert.Equal(notify, command.Notify);
    }

    [Theory]
    [InlineData("TO:")]
    [InlineData("TO:<>")]
    [InlineData("FROM:<b@example.test>")]
    [InlineData("TO:<b@example.test> NOTIFY")]
    [InlineData("TO:<b@example.test> NOTIFY=")]
    [InlineData("TO:<b@example.test> NOTIFY=NEVER,SUCCESS")] // RFC 3461 section 4.1
    [InlineData("TO:<b@example.test> NOTIFY=SUCCESS,")]
    [InlineData("TO:<b@example.test> NOTIFY=ALWAYS")]
    [InlineData("TO:<b@example.test> ORCPT=rfc822")]
    [InlineData("TO:<b@example.test> ORCPT=;b")]
    [InlineData("TO:<b@example.test> ORCPT=rfc822;")]
    [InlineData("TO:<b@example.test> ORCPT=rfc822;b+0d")]
    [InlineData("TO:<b@example.test> ORCPT=rfc822;b+0Dc")]
    public void Bad_syntax_and_bad_values_get_501(string argument)
    {
        Assert.False(RcptCommand.TryParse(argument, out var command, out var refusal));
        Assert.Null(command);
        Assert.Equal(501, refusal.Code);
    }

    [Fact]
    public void An_unknown_parameter_gets_555()
    {
        Assert.False(RcptCommand.TryParse("TO:<b@example.test> SIZE=1", out _, out var refusal));
        Assert.Equal(555, refusal.Code);
    }

    [Theory] // RFC 6533 section 3, HEXPOINT
    [InlineData("0D", false)]
    [InlineData("0A", false)]
    [InlineData("0a", false)]
    [InlineData("1B", false)]
    [InlineData("00", false)]
    [InlineData("41", false)] // needs no escape
    [InlineData("D800", false)]
    [InlineData("DFFF", false)]
    [InlineData("110000", false)]
    [InlineData("00E5", false)]
    [InlineData("0000D", false)]
    [InlineData("5", false)]
    [InlineData("", false)]
    [InlineData("+5", false)]
    [InlineData("E5", true)]
    [InlineData("2B", true)]
    [InlineData("5C", true)]
    [InlineData("D7FF", true)]
    [InlineData("1F600", true)]
    [InlineData("10FFFF", true)]
    public void An_original_recipient_in_UTF_8_escapes_only_what_it_may(string point, bool isGood)
    {
        Assert.Equal(isGood, RcptCommand.TryParse($"TO:<b@example.test> ORCPT=utf-8;a\\x{{E5}}\\x{{{point}}}b@example.test", out _, out var refusal));
        Assert.Equal(isGood ? 0 : 501, refusal?.Code ?? 0);
        Assert.False(RcptCommand.TryParse("TO:<b@example.test> ORCPT=utf-8;b@example.test\\x{E5", out _, out _));
    }

    [Fact]
    public void An_original_recipient_in_UTF_8_stays_as_it_was_written()
    {
        Assert.True(RcptCommand.TryParse("TO:<b@example.test> ORCPT=utf-8;gr\\x{E5}@example.test", out var command, out _));
        Assert.Equal("gr\\x{E5}@example.test", command.OriginalRecipient?.Address);
    }
}
