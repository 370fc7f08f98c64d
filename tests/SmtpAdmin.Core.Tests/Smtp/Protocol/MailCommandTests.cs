using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public sealed class MailCommandTests
{
    [Fact]
    public void All_parameters_are_read()
    {
        var command = Read("FROM:<a@example.test> SIZE=1234 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ314159+2B AUTH=e+3Dmc2@example.com REQUIRETLS");
        Assert.Equal("a@example.test", command.From.Address!.ToString());
        Assert.Equal(1234, command.Size);
        Assert.Equal(SmtpBodyType.EightBitMime, command.Body);
        Assert.True(command.SmtpUtf8);
        Assert.Equal(DsnReturn.Headers, command.Return);
        Assert.Equal("QQ314159+", command.EnvelopeId);
        Assert.Equal("e=mc2@example.com", command.SubmittedBy); // RFC 4954 section 5
        Assert.True(command.RequireTls);
    }

    [Theory]
    [InlineData("FROM:<>")]
    [InlineData("from:<>")]
    [InlineData("FROM: <>")] // printers send a space
    [InlineData("FROM:<> ")]
    [InlineData("FROM:<>  SIZE=1")]
    [InlineData("FROM:<> size=0")]
    [InlineData("FROM:<> body=7bit RET=full")]
    [InlineData("FROM:<> AUTH=<>")]
    public void The_null_sender_goes_with_all_of_it(string argument) => Assert.True(Read(argument).From.IsNull);

    [Theory]
    [InlineData("")]
    [InlineData("FROM")]
    [InlineData("FROM<a@example.test>")]
    [InlineData("FROM :<a@example.test>")]
    [InlineData("TO:<a@example.test>")]
    [InlineData("FROM:a@example.test")]
    [InlineData("FROM:<a@example.test>SIZE=1")]
    [InlineData("FROM:<a@example.test> SIZE")]
    [InlineData("FROM:<a@example.test> SIZE=")]
    [InlineData("FROM:<a@example.test> SIZE=-1")]
    [InlineData("FROM:<a@example.test> SIZE=1k")]
    [InlineData("FROM:<a@example.test> SIZE=١")] // a digit, but not one of ours
    [InlineData("FROM:<a@example.test> SIZE=123456789012345678901")]
    [InlineData("FROM:<a@example.test> SIZE=1 SIZE=1")]
    [InlineData("FROM:<a@example.test> SIZE=1 size=2")]
    [InlineData("FROM:<a@example.test> BODY=BINARYMIME")]
    [InlineData("FROM:<a@example.test> BODY")]
    [InlineData("FROM:<a@example.test> SMTPUTF8=1")]
    [InlineData("FROM:<a@example.test> RET=SOME")]
    [InlineData("FROM:<a@example.test> ENVID=a+0D+0ABcc:")] // a hidden CR LF
    [InlineData("FROM:<a@example.test> ENVID=a+4")]
    [InlineData("FROM:<a@example.test> AUTH=nobody")]
    [InlineData("FROM:<a@example.test> REQUIRETLS=yes")]
    [InlineData("FROM:<a@example.test> =1")]
    [InlineData("FROM:<a@example.test> -X")]
    [InlineData("FROM:<a@example.test> X=a=b")]
    public void Bad_syntax_and_bad_values_get_501(string argument)
    {
        Assert.False(MailCommand.TryParse(argument, out var command, out var refusal));
        Assert.Null(command);
        Assert.Equal(501, refusal.Code);
        Assert.Equal(5, refusal.EnhancedCode?.Class);
    }

    [Fact]
    public void An_unknown_parameter_gets_555()
    {
        Assert.False(MailCommand.TryParse("FROM:<a@example.test> XYZZY=1", out _, out var refusal));
        Assert.Equal(555, refusal.Code);
    }

    [Fact]
    public void A_size_beyond_all_numbers_is_too_big_and_not_zero() =>
        Assert.Equal(long.MaxValue, Read("FROM:<> SIZE=99999999999999999999").Size);

    [Fact]
    public void An_envelope_id_is_at_most_100_characters()
    {
        Assert.True(MailCommand.TryParse($"FROM:<> ENVID={new string('x', 100)}", out _, out _));
        Assert.False(MailCommand.TryParse($"FROM:<> ENVID={new string('x', 101)}", out _, out _)); // RFC 3461 section 4.4
    }

    private static MailCommand Read(string argument)
    {
        Assert.True(MailCommand.TryParse(argument, out var command, out var refusal), refusal?.ToString());
        return command;
    }
}
