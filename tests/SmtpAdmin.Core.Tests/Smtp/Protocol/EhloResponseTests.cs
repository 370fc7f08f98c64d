using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public class EhloResponseTests
{
    [Fact]
    public void Keywords_and_parameters_are_read_in_any_case()
    {
        var ehlo = Ehlo("mail.example.org Hello there", "pipelining", "Size 10240000", "X-EXPS GSSAPI NTLM", "8BITMIME", "SMTPUTF8");
        Assert.Equal("mail.example.org", ehlo.Domain);
        Assert.Equal("Hello there", ehlo.Greeting);
        Assert.True(ehlo.Offers("PIPELINING"));
        Assert.True(ehlo.Offers("8bitmime"));
        Assert.False(ehlo.Offers("STARTTLS"));
        Assert.Equal(10240000, ehlo.MaxSize);
        Assert.Equal(["GSSAPI", "NTLM"], ehlo["x-exps"]!.Parameters);
        Assert.Equal(["PIPELINING", "SIZE 10240000", "X-EXPS GSSAPI NTLM", "8BITMIME", "SMTPUTF8"], ehlo.Extensions.Select(extension => extension.ToString()));
    }

    [Theory]
    [InlineData("SIZE", null)]
    [InlineData("SIZE 0", 0L)]
    [InlineData("SIZE 35882577", 35882577L)]
    [InlineData("SIZE -1", null)]
    [InlineData("SIZE 12abc", null)]
    [InlineData("SIZE 99999999999999999999999", null)]
    [InlineData("HELP", null)]
    public void The_size_limit_is_a_number_or_unknown(string line, long? expected) => Assert.Equal(expected, Ehlo("mx", line).MaxSize);

    [Fact]
    public void The_old_form_of_AUTH_adds_to_the_new_one()
    {
        var ehlo = Ehlo("mx", "AUTH PLAIN login", "AUTH=LOGIN CRAM-MD5", "SIZE 1");
        Assert.Equal(["PLAIN", "LOGIN", "CRAM-MD5"], ehlo.AuthMechanisms);
        Assert.Equal(2, ehlo.Extensions.Count);
    }

    [Theory]
    [InlineData("AUTH=LOGIN", "LOGIN")]
    [InlineData("AUTH= LOGIN PLAIN", "LOGIN PLAIN")]
    [InlineData("AUTH", "")]
    [InlineData("auth   xoauth2\tPLAIN", "XOAUTH2 PLAIN")]
    public void AUTH_is_read_in_every_form_that_servers_write(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ehlo("mx", line).AuthMechanisms));

    [Fact]
    public void HELO_announces_nothing()
    {
        var helo = EhloResponse.FromHelo(new SmtpReply(250, ["mx.example.org", "STARTTLS"]));
        Assert.Equal("mx.example.org", helo.Domain);
        Assert.Empty(helo.Extensions);
    }

    [Fact]
    public void The_first_line_is_a_greeting_even_when_it_reads_like_a_keyword() => Assert.False(Ehlo("STARTTLS").Offers("STARTTLS"));

    [Fact]
    public void Lines_that_are_no_keyword_are_passed_over() => Assert.Empty(Ehlo("mx", "", " ", "(hello)", "-", "\uFFFDX").Extensions);

    [Fact]
    public void Any_lines_can_be_read() =>
        Prop.ForAll<string[]>(lines =>
        {
            var ehlo = EhloResponse.FromEhlo(new SmtpReply(250, lines.Length == 0 ? [""] : [.. lines.Select(line => line ?? "")]));
            return ehlo.Extensions.Select(extension => extension.Keyword).Distinct().Count() == ehlo.Extensions.Count;
        }).QuickCheckThrowOnFailure();

    private static EhloResponse Ehlo(params string[] lines) => EhloResponse.FromEhlo(new SmtpReply(250, lines));
}
