using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>Senders of tables and objects.</summary>
public sealed class SpfSenderRowTests
{
    [Theory]
    [InlineData("IPAddress", "MailFrom", "HeloName")]
    [InlineData("client_address", "sender", "helo name")]
    [InlineData("Source-IP", "Envelope From", "EHLO")]
    public void Names_are_known_whatever_stands_between_their_words(string address, string mailFrom, string heloName)
    {
        Assert.True(SpfSenderRow.TryRead([(address, " 192.0.2.1 "), (mailFrom, "<a@example.com>"), (heloName, "mail.example.com"), ("From", "x@example.net")], null, null, null, out var sender, out _));
        Assert.Equal(new SpfSender(System.Net.IPAddress.Parse("192.0.2.1"), "a@example.com", "mail.example.com"), sender);
    }

    [Fact]
    public void A_part_without_a_column_is_told_with_the_columns_that_there_are()
    {
        Assert.False(SpfSenderRow.TryRead([("Address", "192.0.2.1"), ("From", "a@example.com"), ("Helo", "x.example")], null, null, null, out _, out var problem));
        Assert.Contains("MAIL FROM address was found among Address, From, Helo. These names are taken: MailFrom, EnvelopeFrom,", problem, StringComparison.Ordinal);
        Assert.True(SpfSenderRow.TryRead([("Address", "192.0.2.1")], null, "a@example.com", null, out _, out _));
        Assert.Equal("IPAddress", SpfSenderRow.Lacking(["MailFrom"], null, null)?.Name);
        Assert.Null(SpfSenderRow.Lacking(["MailFrom"], "192.0.2.1", null));
        Assert.Contains("(none)", SpfSenderRow.Lacking([], null, null)?.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_with_nothing_in_it_is_no_sender_and_no_problem()
    {
        Assert.False(SpfSenderRow.TryRead([("IPAddress", ""), ("MailFrom", " ")], null, null, null, out _, out var problem));
        Assert.Null(problem);
        Assert.False(SpfSenderRow.TryRead([("IPAddress", "192.0.2.1"), ("MailFrom", "")], null, null, null, out _, out problem));
        Assert.Contains("null sender", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_MAIL_FROM_is_the_null_sender_whatever_else_there_is()
    {
        Assert.True(SpfSenderRow.TryRead([("IP", "192.0.2.1"), ("Sender", "a@example.com"), ("MailFrom", ""), ("Helo", "mail.example.com")], null, null, null, out var sender, out _));
        Assert.True(sender.IsHelo);
    }
}
