using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Checking;

/// <summary>Senders as people write them.</summary>
public sealed class SpfSenderTextTests
{
    [Theory]
    [InlineData("192.0.2.1 a@example.com", "192.0.2.1", "a@example.com", null)]
    [InlineData("  192.0.2.1\t<a@example.com>   mail.example.com ", "192.0.2.1", "a@example.com", "mail.example.com")]
    [InlineData("2001:DB8::1 <> mail.example.com", "2001:db8::1", "", "mail.example.com")]
    [InlineData("::ffff:192.0.2.1 example.com", "192.0.2.1", "example.com", null)]
    [InlineData("192.0.2.1 \"a b\"@example.com mail.example.com", "192.0.2.1", "\"a b\"@example.com", "mail.example.com")]
    [InlineData("192.0.2.1 \"a \\\" b\"@example.com x.example", "192.0.2.1", "\"a \\\" b\"@example.com", "x.example")]
    public void A_line_has_an_address_a_MAIL_FROM_and_perhaps_a_HELO_name(string line, string address, string mailFrom, string? helo)
    {
        Assert.True(SpfSenderText.TryParse(line, null, out var sender, out _));
        Assert.Equal((address, mailFrom, helo), (sender.IPAddress.ToString(), sender.MailFrom, sender.HeloName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2.1")]
    [InlineData("a@example.com")]
    [InlineData("a@example.com 192.0.2.1")]
    [InlineData("192.0.2.1 a@example.com mail.example.com more")]
    [InlineData("192.0.2 a@example.com")]
    [InlineData("192.0.2.1/24 a@example.com")]
    [InlineData("[192.0.2.1] a@example.com")]
    [InlineData("fe80::1%eth0 a@example.com")]
    [InlineData("192.0.2.1 <>")]
    [InlineData("\u001b[2J \u001b")]
    public void What_is_no_sender_is_refused_with_a_reason(string line)
    {
        Assert.False(SpfSenderText.TryParse(line, null, out _, out var problem));
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(problem, char.IsControl);
    }

    [Theory]
    [InlineData("198.51.100.1", "198.51.100.1", "x@example.org")]
    [InlineData("a@example.com", "192.0.2.1", "a@example.com")]
    [InlineData("<> mail.example.com", "192.0.2.1", "")]
    [InlineData("198.51.100.1 a@example.com", "198.51.100.1", "a@example.com")]
    public void What_a_line_lacks_is_as_it_is_said_for_all(string line, string address, string mailFrom)
    {
        Assert.True(SpfSenderText.TryParse(line, "192.0.2.1", "x@example.org", "helo.example.org", out var sender, out _));
        Assert.Equal((address, mailFrom), (sender.IPAddress.ToString(), sender.MailFrom));
        Assert.Equal(line.Contains("mail.", StringComparison.Ordinal) ? "mail.example.com" : "helo.example.org", sender.HeloName);
    }

    [Theory]
    [InlineData(" news@real.example ", "news@real.example")]
    [InlineData("News <NEWS@REAL.example>", "NEWS@REAL.example")]
    [InlineData("\"News, daily\" < news@real.example > ", "news@real.example")]
    [InlineData("mailto:news@real.example", "news@real.example")]
    [InlineData("Macro Error@e8.example.com", "Macro Error@e8.example.com")]
    [InlineData("\"a,b <c\"@real.example", "\"a,b <c\"@real.example")]
    [InlineData("foo@[1.2.3.5]", "foo@[1.2.3.5]")]
    [InlineData("@example.net", "@example.net")]
    [InlineData("a@_spf..example", "a@_spf..example")]
    [InlineData(" <> ", "")]
    public void A_MAIL_FROM_is_taken_as_it_is_copied(string given, string wanted)
    {
        Assert.True(SpfSenderText.TryRead("192.0.2.1", given, " mail.example.com ", out var sender, out var problem), problem);
        Assert.Equal((wanted, "mail.example.com"), (sender.MailFrom, sender.HeloName));
    }

    [Theory]
    [InlineData("news@real.example,")]
    [InlineData("news@real.example;")]
    [InlineData("a@real.example b")]
    [InlineData("two words")]
    [InlineData("news@real.example:25")]
    [InlineData("news@real.example>")]
    [InlineData("news@[192.0.2.1")]
    [InlineData("@{PSCredential}")]
    public void What_is_no_domain_of_an_address_is_a_slip_and_refused(string given)
    {
        Assert.False(SpfSenderText.TryRead("192.0.2.1", given, null, out _, out var problem));
        Assert.Contains("its domain cannot have", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_MAIL_FROM_that_was_left_out_is_not_the_null_sender()
    {
        Assert.False(SpfSenderText.TryRead("192.0.2.1", null, null, out _, out var problem));
        Assert.Contains("-MailFrom", problem, StringComparison.Ordinal);
        Assert.False(SpfSenderText.TryRead("192.0.2.1", "", null, out _, out problem));
        Assert.Contains("null sender is checked by its HELO name", problem, StringComparison.Ordinal);
        Assert.True(SpfSenderText.TryRead("192.0.2.1", null, "mail.example.com", out _, out _));
    }

    [Fact]
    public void A_MAIL_FROM_longer_than_any_path_is_refused()
    {
        Assert.False(SpfSenderText.TryRead("192.0.2.1", new string('a', SpfSender.MaxLength + 1), null, out _, out var problem));
        Assert.Contains("2000", problem, StringComparison.Ordinal);
        Assert.False(SpfSenderText.TryRead("192.0.2.1", "", new string('a', SpfSender.MaxLength + 1), out _, out _));
    }
}
