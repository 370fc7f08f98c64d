using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

public class SmtpServerNameTests
{
    [Theory]
    [InlineData("mail.example.org", "mail.example.org", null)]
    [InlineData("mail.example.org:587", "mail.example.org", 587)]
    [InlineData(" mail ", "mail", null)]
    [InlineData("192.0.2.1", "192.0.2.1", null)]
    [InlineData("192.0.2.1:25", "192.0.2.1", 25)]
    [InlineData("2001:db8::1", "2001:db8::1", null)]
    [InlineData("[2001:db8::1]", "2001:db8::1", null)]
    [InlineData("[2001:db8::1]:2525", "2001:db8::1", 2525)]
    [InlineData("[IPv6:2001:db8::1]:25", "2001:db8::1", 25)]
    [InlineData("[192.0.2.1]", "192.0.2.1", null)]
    [InlineData("bücher.example:465", "bücher.example", 465)]
    [InlineData("mail.example.org.", "mail.example.org.", null)]
    public void A_server_is_read_as_people_name_it(string text, string host, int? port)
    {
        var server = SmtpServerName.Parse(text);
        Assert.Equal((host, port), (server.Host, server.Port));
        Assert.Equal(server, SmtpServerName.Parse(server.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(":25")]
    [InlineData("mail:")]
    [InlineData("mail:0")]
    [InlineData("mail:65536")]
    [InlineData("mail:+25")]
    [InlineData("mail:25x")]
    [InlineData("[2001:db8::1")]
    [InlineData("[2001:db8::1]25")]
    [InlineData("[mail]")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a..b")]
    [InlineData(".")]
    public void What_names_no_server_is_told_why(string? text)
    {
        Assert.False(SmtpServerName.TryParse(text, out _, out var problem));
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_read_or_refused() =>
        Prop.ForAll<string>(text => SmtpServerName.TryParse(text, out var server, out var problem) ? server.Host.Length > 0 : problem.Length > 0).QuickCheckThrowOnFailure();
}
