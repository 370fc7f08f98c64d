using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

public class DnsServerAddressTests
{
    [Theory]
    [InlineData("192.0.2.53", "192.0.2.53:53")]
    [InlineData(" 192.0.2.53 ", "192.0.2.53:53")]
    [InlineData("192.0.2.53:5353", "192.0.2.53:5353")]
    [InlineData("192.0.2.53#5353", "192.0.2.53:5353")]
    [InlineData("::1", "[::1]:53")]
    [InlineData("2001:db8::1:53", "[2001:db8::1:53]:53")]
    [InlineData("[2001:db8::1]", "[2001:db8::1]:53")]
    [InlineData("[2001:db8::1]:5353", "[2001:db8::1]:5353")]
    [InlineData("2001:db8::1#5353", "[2001:db8::1]:5353")]
    [InlineData("fe80::1%7", "[fe80::1%7]:53")]
    [InlineData("[fe80::1%7]:5353", "[fe80::1%7]:5353")]
    public void Servers_are_read_with_and_without_port(string text, string expected)
    {
        Assert.True(DnsServerAddress.TryParse(text, out var server, out var problem), problem);
        Assert.Equal(expected, server.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("dns.example")]
    [InlineData("1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2.53:")]
    [InlineData("192.0.2.53:0")]
    [InlineData("192.0.2.53:65536")]
    [InlineData("192.0.2.53:-1")]
    [InlineData("192.0.2.53: 53")]
    [InlineData("[2001:db8::1")]
    [InlineData("[2001:db8::1]53")]
    [InlineData("[[::1]]")]
    [InlineData("[]:53")]
    [InlineData(":53")]
    [InlineData("#53")]
    public void What_is_no_server_is_refused_with_the_reason(string? text)
    {
        Assert.False(DnsServerAddress.TryParse(text, out _, out var problem));
        Assert.Contains("is no DNS server", problem, StringComparison.Ordinal);
    }
}
