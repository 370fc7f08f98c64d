using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

public class DnsblCodePatternTests
{
    [Theory]
    [InlineData("127.0.0.2", "127.0.0.2", true)]
    [InlineData("127.0.0.2", "127.0.0.3", false)]
    [InlineData("127.0.0.4-7", "127.0.0.4", true)]
    [InlineData("127.0.0.4-7", "127.0.0.7", true)]
    [InlineData("127.0.0.4-7", "127.0.0.8", false)]
    [InlineData("127.0.*.3", "127.0.200.3", true)]
    [InlineData("127.0.*.3", "127.1.200.3", false)]
    [InlineData("127.0.0.&8", "127.0.0.8", true)]
    [InlineData("127.0.0.&8", "127.0.0.24", true)]
    [InlineData("127.0.0.&8", "127.0.0.16", false)]
    [InlineData("127.0.0.&6", "127.0.0.2", true)]
    [InlineData("*.*.*.*", "1.2.3.4", true)]
    [InlineData("127.0.0.2", "::ffff:127.0.0.2", false)]
    public void An_octet_is_a_number_a_range_anything_or_a_bit(string pattern, string code, bool matches) =>
        Assert.Equal(matches, DnsblCodePattern.Parse(pattern).Matches(System.Net.IPAddress.Parse(code)));

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0")]
    [InlineData("127.0.0.2.3")]
    [InlineData("127.0.0.256")]
    [InlineData("127.0.0.-1")]
    [InlineData("127.0.0.7-4")]
    [InlineData("127.0.0.4-4")]
    [InlineData("127.0.0.4-")]
    [InlineData("127.0.0.&0")]
    [InlineData("127.0.0.&")]
    [InlineData("127.0.0.x")]
    [InlineData("127.0.0. 2")]
    [InlineData("127.0.0.+2")]
    public void Anything_else_is_refused_with_a_reason(string pattern) =>
        Assert.Contains("is no code", Assert.Throws<FormatException>(() => DnsblCodePattern.Parse(pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pattern_without_wildcards_matches_itself() =>
        Prop.ForAll<uint>(code => DnsblCodePattern.Parse(new System.Net.IPAddress(code).ToString()).Matches(BitConverter.GetBytes(code))).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_a_pattern_or_is_refused() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            try
            {
                Assert.Equal(text.Get, DnsblCodePattern.Parse(text.Get).ToString());
            }
            catch (FormatException)
            {
                // That is the other way it may end.
            }
        }).QuickCheckThrowOnFailure();
}
