using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation;

public class AddressBlockTests
{
    [Theory]
    [InlineData("192.0.2.10", 1, "192.0.2.10", "192.0.2.10")]
    [InlineData("192.0.2.0/24", 256, "192.0.2.0", "192.0.2.255")]
    [InlineData("192.0.2.77/30", 4, "192.0.2.76", "192.0.2.79")]
    [InlineData("10.0.0.0/16", 65_536, "10.0.0.0", "10.0.255.255")]
    [InlineData("255.255.255.255/32", 1, "255.255.255.255", "255.255.255.255")]
    [InlineData("2001:db8::25", 1, "2001:db8::25", "2001:db8::25")]
    [InlineData("2001:db8::ff25/120", 256, "2001:db8::ff00", "2001:db8::ffff")]
    [InlineData("2001:db8::/112", 65_536, "2001:db8::", "2001:db8::ffff")]
    [InlineData("::ffff:192.0.2.10", 1, "192.0.2.10", "192.0.2.10")]
    public void A_block_holds_its_addresses(string text, int count, string first, string last)
    {
        Assert.True(AddressBlock.TryParse(text, out var block, out _));
        var addresses = block.Addresses().Select(address => address.ToString()).ToList();
        Assert.Equal(count, block.Count);
        Assert.Equal(count, addresses.Distinct().Count());
        Assert.Equal(first, addresses[0]);
        Assert.Equal(last, addresses[^1]);
    }

    [Theory]
    [InlineData("10.0.0.0/15", "65,536")]
    [InlineData("2001:db8::/64", "65,536")]
    [InlineData("0.0.0.0/0", "65,536")]
    [InlineData("192.0.2.0/33", "0 to 32")]
    [InlineData("192.0.2.0/", "0 to 32")]
    [InlineData("192.0.2.0/-1", "0 to 32")]
    [InlineData("2001:db8::/129", "0 to 128")]
    [InlineData("192.0.2.256", "no IP address")]
    [InlineData("10.1", "no IP address")]
    [InlineData("127.1", "no IP address")]
    [InlineData("2130706433", "no IP address")]
    [InlineData("0x7f000001", "no IP address")]
    [InlineData("0X7F.1", "no IP address")]
    [InlineData("127.0.0.0x1.", "no IP address")]
    [InlineData("0x", "no IP address")]
    [InlineData("1:2:3", "no IP address")]
    [InlineData("host/24", "no IP address")]
    public void A_bad_block_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(AddressBlock.TryParse(text, out _, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.False(ReputationTarget.TryParse(text, out _, out var same));
        Assert.StartsWith(problem!, same, StringComparison.Ordinal); // with what may have been meant
    }

    [Theory]
    [InlineData("mail.example.com")]
    [InlineData("münchen.example")]
    [InlineData("localhost")]
    [InlineData("deadbeef")]
    [InlineData("0x7f.example")]
    [InlineData("0xg")]
    public void A_host_name_is_no_block_and_no_mistake(string text)
    {
        Assert.False(AddressBlock.TryParse(text, out _, out var problem));
        Assert.Null(problem);
        Assert.True(ReputationTarget.TryParse(text, out var target, out _));
        Assert.NotNull(target.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    [InlineData("two words")]
    [InlineData("a..b")]
    [InlineData("127\u30021")]
    [InlineData("\uff10x7f000001")]
    public void What_is_neither_is_refused(string? text)
    {
        Assert.False(ReputationTarget.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem);
    }
}
