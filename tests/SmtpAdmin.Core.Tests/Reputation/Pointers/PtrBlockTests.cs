using System.Net;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Pointers;

public class PtrBlockTests
{
    [Theory]
    [InlineData("192.0.2.128/26", PtrBlockStyle.Slash, "128/26.2.0.192.in-addr.arpa")] // RFC 2317 section 4
    [InlineData("192.0.2.128/26", PtrBlockStyle.Dash, "128-26.2.0.192.in-addr.arpa")]
    [InlineData("192.0.2.128/26", PtrBlockStyle.Range, "128-191.2.0.192.in-addr.arpa")]
    [InlineData("192.0.2.128-191", PtrBlockStyle.Slash, "128/26.2.0.192.in-addr.arpa")]
    [InlineData(" 192.0.2.128 - 192.0.2.191 ", PtrBlockStyle.Range, "128-191.2.0.192.in-addr.arpa")]
    [InlineData("192.0.2.0/25", PtrBlockStyle.Slash, "0/25.2.0.192.in-addr.arpa")]
    [InlineData("192.0.2.255/32", PtrBlockStyle.Slash, "255/32.2.0.192.in-addr.arpa")]
    [InlineData("192.0.2.5-9", PtrBlockStyle.Range, "5-9.2.0.192.in-addr.arpa")]
    public void A_block_has_a_zone_by_each_style(string text, PtrBlockStyle style, string zone) => Assert.Equal(zone, PtrBlock.Parse(text).ZoneOf(style).ToString());

    [Theory]
    [InlineData("192.0.2.128/26", "192.0.2.128/26")]
    [InlineData("192.0.2.128-191", "192.0.2.128/26")]
    [InlineData("192.0.2.5-9", "192.0.2.5-9")]
    [InlineData("192.0.2.129-192", "192.0.2.129-192")] // as many as a /26, and none
    public void A_block_is_told_by_its_prefix_where_it_has_one(string text, string told) => Assert.Equal(told, PtrBlock.Parse(text).ToString());

    [Theory]
    [InlineData("192.0.2.130/26", "Did you mean 192.0.2.128/26?")]
    [InlineData("192.0.2.0/24", "is not smaller than a /24")]
    [InlineData("10.0.0.0/8", "is not smaller than a /24")]
    [InlineData("192.0.2.0-255", "is a whole /24")]
    [InlineData("192.0.2.128/33", "no prefix length from 25 to 32")]
    [InlineData("192.0.2.128/", "no prefix length from 25 to 32")]
    [InlineData("192.0.2.128/-26", "no prefix length from 25 to 32")]
    [InlineData("192.0.2.128", "is no block of addresses")]
    [InlineData("", "is no block of addresses")]
    [InlineData("128/26", "is no block of addresses")]
    [InlineData("192.0.2.010/26", "is no block of addresses")]
    [InlineData("192.0.2.191-128", "ends before it begins")]
    [InlineData("192.0.2.128-256", "does not end within")]
    [InlineData("192.0.2.128-192.0.3.1", "does not end within")]
    [InlineData("2001:db8::/64", "RFC 2317 is for IPv4")]
    public void What_is_no_such_block_is_refused(string text, string said)
    {
        var problem = Assert.Throws<PtrException>(() => PtrBlock.Parse(text));
        Assert.Equal(PtrFault.BadBlock, problem.Fault);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PtrBlockStyle.Slash)]
    [InlineData(PtrBlockStyle.Dash)]
    public void A_range_without_a_prefix_has_no_zone_that_is_named_by_one(PtrBlockStyle style) =>
        Assert.Contains("-BlockStyle Range", Assert.Throws<PtrException>(() => PtrBlock.Parse("192.0.2.5-9").ZoneOf(style)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_range_holds_just_its_addresses_and_reads_back_from_its_text() => Prop.ForAll<byte, byte>((one, other) =>
    {
        var (first, last) = (Math.Min(one, other), Math.Max(one, other));
        if (first == 0 && last == 255) return true;
        var block = PtrBlock.Parse($"198.51.100.{first}-{last}");
        return Enumerable.Range(0, 256).All(at => block.Contains(IPAddress.Parse($"198.51.100.{at}")) == (at >= first && at <= last))
            && !block.Contains(IPAddress.Parse($"198.51.101.{first}"))
            && PtrBlock.Parse(block.ToString()).ToString() == block.ToString()
            && block.OwnerOf(IPAddress.Parse($"198.51.100.{first}"), PtrBlockStyle.Range).IsWithin(DnsName.Parse("100.51.198.in-addr.arpa"));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_a_block_or_is_refused_in_words() => Prop.ForAll<string>(text =>
    {
        try
        {
            return PtrBlock.Parse(text ?? "").ToString().Length > 0;
        }
        catch (PtrException problem)
        {
            return problem.Message[^1] is '.' or '?' && PlainText.Clean(problem.Message) == problem.Message;
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
