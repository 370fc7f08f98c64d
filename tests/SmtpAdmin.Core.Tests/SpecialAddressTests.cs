using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests;

/// <summary>Addresses that no mail comes from over the Internet.</summary>
public sealed class SpecialAddressTests
{
    public static TheoryData<string> Blocks()
    {
        using var data = JsonDocument.Parse(RepositoryFiles.Read("src/SmtpAdmin.Core", "special-addresses.json"));
        return [.. data.RootElement.EnumerateArray().Select(entry => entry.GetProperty("block").GetString()!)];
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Each_block_holds_its_first_and_its_last_address_and_none_around_it(string block)
    {
        var network = IPNetwork.Parse(block);
        var (first, last) = (network.BaseAddress, Last(network));
        Assert.Equal(block, SpecialAddress.Find(first)?.Block);
        Assert.Equal(block, SpecialAddress.Find(last)?.Block);
        Assert.NotEqual(block, Next(last, 1) is { } behind ? SpecialAddress.Find(behind)?.Block : null);
        Assert.NotEqual(block, Next(first, -1) is { } before ? SpecialAddress.Find(before)?.Block : null);
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Each_says_what_it_is_for_and_where_that_is_written(string block)
    {
        var special = SpecialAddress.Find(IPNetwork.Parse(block).BaseAddress)!;
        Assert.NotEmpty(special.Name);
        Assert.StartsWith("RFC ", special.Reference, StringComparison.Ordinal);
        Assert.Equal($"{special.Name} ({block}, {special.Reference})", special.ToString());
    }

    [Theory]
    [InlineData("9.255.255.255", null)]
    [InlineData("10.0.0.0", "10.0.0.0/8")]
    [InlineData("10.255.255.255", "10.0.0.0/8")]
    [InlineData("11.0.0.0", null)]
    [InlineData("100.63.255.255", null)]
    [InlineData("100.64.0.0", "100.64.0.0/10")]
    [InlineData("100.128.0.0", null)]
    [InlineData("172.15.255.255", null)]
    [InlineData("172.31.255.255", "172.16.0.0/12")]
    [InlineData("172.32.0.0", null)]
    [InlineData("192.0.1.255", null)]
    [InlineData("192.0.3.0", null)]
    [InlineData("198.20.0.0", null)]
    [InlineData("223.255.255.255", null)]
    [InlineData("224.0.0.0", "224.0.0.0/4")]
    [InlineData("255.255.255.255", "240.0.0.0/4")]
    [InlineData("::2", null)]
    [InlineData("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", null)]
    [InlineData("2001:db9::", null)]
    [InlineData("2600::1", null)]
    [InlineData("fe80::1", "fe80::/10")]
    [InlineData("fdff:ffff::1", "fc00::/7")]
    public void What_is_used_on_the_Internet_is_not_special(string address, string? block) =>
        Assert.Equal(block, SpecialAddress.Find(IPAddress.Parse(address))?.Block);

    [Theory]
    [InlineData("10.0.0.0/16", "10.0.0.0/8")]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.0/23", null)] // only its first half
    [InlineData("192.0.2.128/25", "192.0.2.0/24")]
    [InlineData("1.2.3.0/24", null)]
    [InlineData("2001:db8::/120", "2001:db8::/32")]
    public void A_block_is_special_when_all_of_it_is(string text, string? block)
    {
        Assert.True(AddressBlock.TryParse(text, out var given, out _));
        Assert.Equal(block, SpecialAddress.Find(given.First, given.PrefixLength)?.Block);
    }

    private static IPAddress Last(IPNetwork network)
    {
        var octets = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < octets.Length * 8; bit++) octets[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return new IPAddress(octets);
    }

    /// <summary>The address one further on; null where there is none.</summary>
    private static IPAddress? Next(IPAddress address, int step)
    {
        var octets = address.GetAddressBytes();
        for (var at = octets.Length - 1; at >= 0; at--)
        {
            octets[at] = (byte)(octets[at] + step);
            if (octets[at] != (step > 0 ? 0 : 255)) return new IPAddress(octets);
        }
        Assert.True(address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6);
        return null;
    }
}
