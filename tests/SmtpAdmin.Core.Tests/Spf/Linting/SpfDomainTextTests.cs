using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

public sealed class SpfDomainTextTests
{
    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData(" example.com. ", "example.com")]
    [InlineData("_spf.example.com", "_spf.example.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("1.2.0.192.example", "1.2.0.192.example")]
    public void A_domain_is_read(string text, string expected)
    {
        Assert.True(SpfDomainText.TryRead(text, out var domain, out _));
        Assert.Equal(expected, domain);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("me@big.example", "behind its '@'")]
    [InlineData("https://big.example", "name alone")]
    [InlineData("192.0.2.1", "Test-SpfSender")]
    [InlineData("192.0.2.300", "Test-ReverseDns")]
    [InlineData("192.0.2.0/24", "an IP address")]
    [InlineData("2001:db8::1", "an IP address")]
    [InlineData("localhost", "RFC 7208 section 4.3")]
    [InlineData("localhost", "no dot")]
    [InlineData("real.example;good.example", "';'")]
    [InlineData("*.example.com", "'*'")]
    [InlineData("%{d}.example.com", "'%'")]
    [InlineData("a\\.b.example.com", "'\\'")]
    [InlineData("v=spf1 -all", "-Record")]
    public void What_is_none_is_refused_and_told_why(string text, string why)
    {
        Assert.False(SpfDomainText.TryRead(text, out var domain, out var problem));
        Assert.Null(domain);
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }
}
