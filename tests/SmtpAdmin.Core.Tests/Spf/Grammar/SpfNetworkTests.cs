using System.Net;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Grammar;

/// <summary>RFC 7208 section 5.6: networks.</summary>
public sealed class SpfNetworkTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0", true)]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.0/24", "192.0.1.255", false)]
    [InlineData("192.0.2.128/25", "192.0.2.127", false)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("::/0", "192.0.2.1", false)]
    [InlineData("::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::", false)]
    [InlineData("2001:db8::1/128", "2001:db8::1", true)]
    [InlineData("2001:db8::/127", "2001:db8::2", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.9", true)]
    public void A_network_has_its_addresses_and_no_others(string text, string address, bool has)
    {
        Assert.True(SpfNetwork.TryParse(text, out var network, out _, out _));
        Assert.Equal(has, network.Contains(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("2001:db8::1/0x40")]
    [InlineData("192.0.2.0/+8")]
    [InlineData("192.0.2.0/ 8")]
    [InlineData("192.0.2.0/8 ")]
    [InlineData("192.0.2.0/8/8")]
    [InlineData("/8")]
    [InlineData("192.0.2/24")]
    [InlineData("::ffff:192.0.2.0/64")]
    [InlineData("")]
    public void What_is_none_is_refused_with_a_reason(string text)
    {
        Assert.False(SpfNetwork.TryParse(text, out _, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("192.0.2.1/24", "192.0.2.0/24", true)]
    [InlineData("192.0.2.0/24", "192.0.2.0/24", false)]
    [InlineData("2001:db8::1/32", "2001:db8::/32", true)]
    [InlineData("::ffff:192.0.2.1/120", "192.0.2.0/24", true)]
    public void Host_bits_are_cleared_and_told(string text, string network, bool hasHostBits)
    {
        Assert.True(SpfNetwork.TryParse(text, out var read, out var told, out _));
        Assert.Equal((network, hasHostBits), (read.ToString(), told));
    }
}
