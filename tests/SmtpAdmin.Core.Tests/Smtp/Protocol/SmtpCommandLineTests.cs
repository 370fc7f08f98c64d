using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public sealed class SmtpCommandLineTests
{
    [Theory]
    [InlineData("NOOP", SmtpVerb.Noop, "")]
    [InlineData("noop", SmtpVerb.Noop, "")]
    [InlineData("EhLo client.example.test", SmtpVerb.Ehlo, "client.example.test")]
    [InlineData("MAIL FROM:<a@example.test> SIZE=10", SmtpVerb.Mail, "FROM:<a@example.test> SIZE=10")]
    [InlineData("QUIT   ", SmtpVerb.Quit, "")] // RFC 5321 section 4.1.1: spaces at the end are borne
    [InlineData("RCPT  TO:<a@example.test>", SmtpVerb.Rcpt, "TO:<a@example.test>")]
    [InlineData("EXPN list", SmtpVerb.NotImplemented, "list")]
    [InlineData("BDAT 10 LAST", SmtpVerb.Bdat, "10 LAST")]
    [InlineData("GET / HTTP/1.1", SmtpVerb.Foreign, "/ HTTP/1.1")]
    [InlineData("XYZZY", SmtpVerb.Unknown, "")]
    [InlineData("VRFY grå@example.test", SmtpVerb.Vrfy, "grå@example.test")]
    public void A_line_is_a_verb_and_an_argument(string line, SmtpVerb verb, string argument)
    {
        Assert.True(SmtpCommandLine.TryParse(Encoding.UTF8.GetBytes(line), out var command, out _));
        Assert.Equal(verb, command.Verb);
        Assert.Equal(argument, command.Argument);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" NOOP")]
    [InlineData("NOOP\tx")]
    [InlineData("NOOP a\tb")]
    [InlineData("NOOP a\rRCPT TO:<b@example.test>")] // a bare CR is not the end of a line
    [InlineData("NOOP\0")]
    [InlineData("NOOP \x1b[2J")]
    [InlineData("NOOP \x7f")]
    [InlineData("NOOP \u0085x")] // NEL, which some logs take for a line's end
    [InlineData("NOOP \u2028x")]
    [InlineData("NOOP:")]
    [InlineData("123")]
    [InlineData("<html>")]
    [InlineData("ABCDEFGHIJKLM")]
    public void A_line_that_is_no_command_gets_500(string line)
    {
        Assert.False(SmtpCommandLine.TryParse(Encoding.UTF8.GetBytes(line), out var command, out var refusal));
        Assert.Null(command);
        Assert.Equal(500, refusal.Code);
    }

    [Fact]
    public void Octets_that_are_not_UTF_8_get_500()
    {
        Assert.False(SmtpCommandLine.TryParse([.. "VRFY "u8, 0xc3, 0x28], out _, out var refusal));
        Assert.Equal(500, refusal.Code);
    }

    [Theory]
    [InlineData("AUTH PLAIN AGEAYg==", "AUTH PLAIN ***")]
    [InlineData("AUTH LOGIN", "AUTH LOGIN")]
    [InlineData("AUTH   PLAIN AGEAYg==", "AUTH PLAIN ***")]
    [InlineData("RSET AUTH PLAIN AGEAYg==", "RSET AUTH PLAIN ***")]
    [InlineData("STARTTLS auth  plain  AGEAYg==", "STARTTLS auth  plain ***")]
    [InlineData("XYZ auth", "XYZ auth")]
    [InlineData("MAIL FROM:<a@b.test> AUTH=<> SIZE=1", "MAIL FROM:<a@b.test> AUTH=<> SIZE=1")]
    [InlineData("NOOP hello", "NOOP hello")]
    public void A_secret_does_not_show_in_the_text_for_logs(string line, string shown)
    {
        Assert.True(SmtpCommandLine.TryParse(Encoding.UTF8.GetBytes(line), out var command, out _));
        Assert.Equal(shown, command.ToString());
    }

    [Fact]
    public void Whatever_is_read_has_no_control_characters() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets =>
        {
            byte[] line = [.. "NOOP "u8, .. octets];
            return !SmtpCommandLine.TryParse(line, out var command, out var refusal)
                ? refusal is { Code: 500 }
                : !command.Argument.Any(char.IsControl) && !command.ToString().Any(char.IsControl);
        }).QuickCheckThrowOnFailure();
}
