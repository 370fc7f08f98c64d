using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation;

/// <summary>What is no target is told with what was probably meant.</summary>
public sealed class ReputationTargetTests
{
    [Theory]
    [InlineData("https://mail.example.com/", "Did you mean mail.example.com?")]
    [InlineData("http://joe:pw@192.0.2.1:8080/path?x=1#y", "Did you mean 192.0.2.1?")]
    [InlineData("https://[2001:db8::1]/", "Did you mean 2001:db8::1?")]
    [InlineData("smtp://mx/", "Did you mean mx?")]
    [InlineData("http://https://mail.example.com/", "Did you mean mail.example.com?")]
    [InlineData("example.com/", "Did you mean example.com?")]
    [InlineData("mail.example.com:25", "Did you mean mail.example.com?")]
    [InlineData("192.0.2.1:587", "Did you mean 192.0.2.1?")]
    [InlineData("[192.0.2.1]", "Did you mean 192.0.2.1?")]
    [InlineData("[2001:db8::1]", "Did you mean 2001:db8::1?")]
    [InlineData("[2001:db8::1]:25", "Did you mean 2001:db8::1?")]
    [InlineData("[IPv6:2001:db8::1]", "Did you mean 2001:db8::1?")]
    [InlineData("*.example.com", "Did you mean example.com?")]
    [InlineData("192.0.2.0/255.255.255.0", "Did you mean 192.0.2.0/24?")]
    [InlineData("192.0.2.7/255.255.255.255", "Did you mean 192.0.2.7/32?")]
    [InlineData("joe@example.com", "Of a mail address give the part behind the @: example.com.")]
    [InlineData("Joe <joe@example.com>", "Of a mail address give the part behind the @: example.com.")]
    [InlineData("joe@[192.0.2.1]", "Of a mail address give the part behind the @: 192.0.2.1.")]
    [InlineData("joe@", "Of a mail address give the part behind the @.")]
    [InlineData("192.0.2.0-192.0.2.255", "Give a range as CIDR blocks: 192.0.2.0/24.")]
    [InlineData("192.0.2.4 - 192.0.2.8", "Give a range as CIDR blocks: 192.0.2.4/30, 192.0.2.8.")]
    [InlineData("192.0.2.1-9", "Give a range as CIDR blocks: 192.0.2.1, 192.0.2.2/31, 192.0.2.4/30, 192.0.2.8/31.")]
    [InlineData("192.0.2.1-254", "Give a range as CIDR blocks, as in 192.0.2.0/28.")]
    [InlineData("192.0.2.9-1", "Give a range as CIDR blocks, as in 192.0.2.0/28.")]
    [InlineData("192.0.2.1-300", "Give a range as CIDR blocks, as in 192.0.2.0/28.")]
    [InlineData("255.255.255.254-255.255.255.255", "Give a range as CIDR blocks: 255.255.255.254/31.")]
    [InlineData("10.0.0.0-10.3.255.255", "Give a range as CIDR blocks: 10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16.")]
    [InlineData("0.0.0.0-255.255.255.255", "Give a range as CIDR blocks, as in 192.0.2.0/28.")]
    [InlineData("2001:db8::1-2001:db8::9", "Give a range as CIDR blocks, as in 2001:db8::/124.")]
    [InlineData("192.0.2.1,example.com", "Give each by itself.")]
    [InlineData("192.0.2.1; 192.0.2.2", "Give each by itself.")]
    [InlineData("25.2.0.192.in-addr.arpa", "Did you mean 192.0.2.25?")]
    [InlineData("2.0.192.IN-ADDR.arpa.", "Did you mean 192.0.2.0/24?")]
    [InlineData("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "Did you mean 2001:db8::1?")]
    [InlineData("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "Did you mean 2001:db8::/112?")]
    [InlineData("8.b.d.0.1.0.0.2.ip6.arpa", "reverse DNS. Give the address.")]
    [InlineData("300.2.0.192.in-addr.arpa", "reverse DNS. Give the address.")]
    [InlineData("1.25.2.0.192.in-addr.arpa", "reverse DNS. Give the address.")]
    [InlineData("1.0-25.2.0.192.in-addr.arpa", "reverse DNS. Give the address.")]
    [InlineData("in-addr.arpa", "reverse DNS. Give the address.")]
    [InlineData("ip6.arpa", "reverse DNS. Give the address.")]
    [InlineData("2001:db8::/64", "a /112 is the largest block that is taken. Give the addresses in it that mail comes from.")]
    [InlineData("10.0.0.0/8", "a /16 is the largest block that is taken. Split it.")]
    public void A_slip_is_told_with_what_was_meant(string text, string hint)
    {
        Assert.False(ReputationTarget.TryParse(text, out _, out var problem));
        Assert.EndsWith(hint, problem, StringComparison.Ordinal);
        Assert.StartsWith($"'{text.Trim()}' ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a..b")]
    [InlineData("ftp://")]
    [InlineData("192.0.2.1/")]
    [InlineData("192.0.2.0/255.0.255.0")]
    [InlineData("fe80::1%1")]
    [InlineData("1:2:3")]
    [InlineData("://:")]
    public void Nothing_is_made_up_where_nothing_comes_to_mind(string text)
    {
        Assert.False(ReputationTarget.TryParse(text, out _, out var problem));
        Assert.DoesNotContain("Did you mean", problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.1-static.example.com")]
    [InlineData("mail-1.example.com")]
    [InlineData("1-2.example.com")]
    [InlineData("arpa.example.com")]
    [InlineData("in-addr.arpa.example.com")]
    public void Names_with_hyphens_and_odd_labels_are_names(string text)
    {
        Assert.True(ReputationTarget.TryParse(text, out var target, out _));
        Assert.NotNull(target.Name);
        Assert.Null(target.ListProblem);
    }

    [Theory]
    [InlineData("mailhost")]
    [InlineData("com.")]
    public void A_single_label_is_a_host_but_nothing_that_a_list_of_domains_holds(string text)
    {
        Assert.True(ReputationTarget.TryParse(text, out var target, out _));
        Assert.Contains("-Force", target.ListProblem, StringComparison.Ordinal);
        Assert.Contains($"{text.TrimEnd('.')}.example.com;", target.ListProblem, StringComparison.Ordinal);
        Assert.True(ReputationTarget.TryParse("192.0.2.1", out var address, out _));
        Assert.Null(address.ListProblem);
    }

    [Theory]
    [InlineData("2001:db8::1%1")]
    [InlineData("2001:db8::1%none such\u001b")]
    public void A_scope_belongs_to_no_address_that_others_see(string text) => Assert.False(ReputationTarget.TryParse(text, out _, out _));

    [Fact]
    public void Any_text_is_a_target_or_told_in_words_that_can_be_shown()
    {
        string[] pieces = ["192.0.2.1", "2001:db8::1", "-", "/", "24", "[", "]", ":", "@", "://", "*.", ".", ",", " ", "in-addr.arpa", "ip6.arpa", "255.255.0.0", "a", "\u001b", "\ud800", "::ffff:1.2.3.4", "%1", "99999999999999999999"];
        Prop.ForAll(Gen.Elements(pieces).ArrayOf().Select(parts => string.Concat(parts.Take(6))).ToArbitrary(), Check).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
        Prop.ForAll<string>(text => Check(text ?? "")).QuickCheckThrowOnFailure();

        static void Check(string text)
        {
            if (ReputationTarget.TryParse(text, out var target, out var problem)) Assert.True(target.Block is null != target.Name is null);
            else Assert.DoesNotContain('\u001b', Assert.IsType<string>(problem));
        }
    }
}
