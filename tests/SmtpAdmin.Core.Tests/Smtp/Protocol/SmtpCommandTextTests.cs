using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public class SmtpCommandTextTests
{
    private static readonly EmailAddress Alice = EmailAddress.Parse("alice@example.org");

    [Fact]
    public void MAIL_FROM_carries_every_parameter_in_its_own_form() =>
        Assert.Equal(
            "MAIL FROM:<alice@example.org> SIZE=1234 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id+2B1+3D2 REQUIRETLS AUTH=e+2Bx@example.org",
            SmtpCommandText.MailFrom(Alice, new MailFromParameters
            {
                Size = 1234,
                Body = SmtpBodyType.EightBitMime,
                SmtpUtf8 = true,
                Return = DsnReturn.Headers,
                EnvelopeId = "id+1=2",
                RequireTls = true,
                SubmittedBy = "e+x@example.org",
            }));

    [Fact]
    public void The_null_sender_is_a_pair_of_brackets()
    {
        Assert.Equal("MAIL FROM:<>", SmtpCommandText.MailFrom(null, MailFromParameters.None));
        Assert.Equal("MAIL FROM:<> AUTH=<>", SmtpCommandText.MailFrom(null, new MailFromParameters { SubmittedBy = "<>" }));
    }

    [Fact]
    public void An_international_domain_goes_in_ASCII() =>
        Assert.Equal("RCPT TO:<bob@xn--bcher-kva.example>", SmtpCommandText.RcptTo(EmailAddress.Parse("bob@bücher.example"), smtpUtf8: false, RcptToParameters.None));

    [Fact]
    public void An_international_mailbox_needs_SMTPUTF8()
    {
        var address = EmailAddress.Parse("jörg@bücher.example");
        Assert.Throws<ArgumentException>(() => SmtpCommandText.RcptTo(address, smtpUtf8: false, RcptToParameters.None));
        Assert.Throws<ArgumentException>(() => SmtpCommandText.MailFrom(address, MailFromParameters.None));
        Assert.Equal("RCPT TO:<jörg@xn--bcher-kva.example>", SmtpCommandText.RcptTo(address, smtpUtf8: true, RcptToParameters.None));
    }

    [Theory]
    [InlineData(DsnNotify.None, "")]
    [InlineData(DsnNotify.Never, " NOTIFY=NEVER")]
    [InlineData(DsnNotify.Success, " NOTIFY=SUCCESS")]
    [InlineData(DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay, " NOTIFY=SUCCESS,FAILURE,DELAY")]
    public void NOTIFY_lists_what_is_wanted(DsnNotify notify, string expected) =>
        Assert.Equal($"RCPT TO:<alice@example.org>{expected}", SmtpCommandText.RcptTo(Alice, smtpUtf8: false, new RcptToParameters { Notify = notify }));

    [Fact]
    public void NEVER_stands_alone() =>
        Assert.Throws<ArgumentException>(() => SmtpCommandText.RcptTo(Alice, smtpUtf8: false, new RcptToParameters { Notify = DsnNotify.Never | DsnNotify.Delay }));

    [Theory]
    [InlineData("a+b=c@example.org", "rfc822;a+2Bb+3Dc@example.org")]
    [InlineData("\"a b\"@example.org", "rfc822;\"a+20b\"@example.org")]
    [InlineData("jörg@example.org", "utf-8;j\\x{F6}rg@example.org")]
    public void ORCPT_is_encoded_so_that_it_cannot_end_early(string address, string expected) =>
        Assert.EndsWith($" ORCPT={expected}", SmtpCommandText.RcptTo(EmailAddress.Parse(address), smtpUtf8: true, new RcptToParameters { OriginalRecipient = EmailAddress.Parse(address) }), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nMAIL FROM:<x@y>")]
    [InlineData("a\0")]
    [InlineData("a\n")]
    public void A_hello_name_cannot_smuggle_a_command(string name)
    {
        Assert.ThrowsAny<ArgumentException>(() => SmtpCommandText.Ehlo(name));
        Assert.ThrowsAny<ArgumentException>(() => SmtpCommandText.Helo(name));
        Assert.ThrowsAny<ArgumentException>(() => SmtpCommandText.Auth(name, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("line\r\nbreak")]
    [InlineData("ümlaut")]
    public void An_envelope_id_is_printable_ASCII(string id) =>
        Assert.ThrowsAny<ArgumentException>(() => SmtpCommandText.MailFrom(Alice, new MailFromParameters { EnvelopeId = id }));

    [Fact]
    public void AUTH_writes_an_empty_initial_response_as_an_equals_sign()
    {
        Assert.Equal("AUTH PLAIN", SmtpCommandText.Auth("PLAIN", null));
        Assert.Equal("AUTH EXTERNAL =", SmtpCommandText.Auth("EXTERNAL", []));
        Assert.Equal("AUTH PLAIN AGEAYg==", SmtpCommandText.Auth("PLAIN", [0, (byte)'a', 0, (byte)'b']));
    }

    [Fact]
    public void No_value_breaks_a_line() =>
        Prop.ForAll<string, string, string>((id, submitter, hello) =>
            new Func<string>[]
            {
                () => SmtpCommandText.MailFrom(Alice, new MailFromParameters { EnvelopeId = id }),
                () => SmtpCommandText.MailFrom(Alice, new MailFromParameters { SubmittedBy = submitter }),
                () => SmtpCommandText.Ehlo(hello),
            }.All(write =>
            {
                try
                {
                    return write().IndexOfAny(['\r', '\n', '\0']) < 0;
                }
                catch (ArgumentException)
                {
                    return true;
                }
            })).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_written_is_what_the_servers_side_reads()
    {
        Assert.True(MailCommand.TryParse(
            SmtpCommandText.MailFrom(Alice, new MailFromParameters { Size = 77, SmtpUtf8 = true, EnvelopeId = "a b+c", Body = SmtpBodyType.SevenBit })["MAIL ".Length..],
            out var mail, out _));
        Assert.Equal(77, mail.Size);
        Assert.Equal("a b+c", mail.EnvelopeId);
        Assert.Equal(SmtpBodyType.SevenBit, mail.Body);
        Assert.True(RcptCommand.TryParse(
            SmtpCommandText.RcptTo(Alice, smtpUtf8: false, new RcptToParameters { Notify = DsnNotify.Delay | DsnNotify.Failure, OriginalRecipient = Alice })["RCPT ".Length..],
            out var rcpt, out _));
        Assert.Equal(DsnNotify.Delay | DsnNotify.Failure, rcpt.Notify);
        Assert.Equal("alice@example.org", rcpt.OriginalRecipient!.Address);
    }
}
