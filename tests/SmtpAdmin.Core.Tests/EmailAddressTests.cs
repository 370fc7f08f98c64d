using FsCheck;
using FsCheck.Fluent;

namespace SmtpAdmin.Core.Tests;

public class EmailAddressTests
{
    [Theory]
    [InlineData("user@example.org", "user", "example.org")]
    [InlineData("first.last+tag@example.org", "first.last+tag", "example.org")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~", "example.org")]
    [InlineData("\"a b\"@example.org", "\"a b\"", "example.org")]
    [InlineData("\"a@b\\\"c\"@example.org", "\"a@b\\\"c\"", "example.org")]
    [InlineData("\"\"@example.org", "\"\"", "example.org")]
    [InlineData("user@localhost", "user", "localhost")]
    [InlineData("user@under_score.example", "user", "under_score.example")]
    [InlineData("user@[192.0.2.1]", "user", "[192.0.2.1]")]
    [InlineData("user@[IPv6:2001:db8::1]", "user", "[IPv6:2001:db8::1]")]
    [InlineData("user@[IPv6:::ffff:192.0.2.1]", "user", "[IPv6:::ffff:192.0.2.1]")]
    [InlineData("用户@例え.テスト", "用户", "例え.テスト")]
    public void Addresses_fall_into_local_part_and_domain(string text, string localPart, string domain)
    {
        var address = EmailAddress.Parse(text);

        Assert.Equal((localPart, domain), (address.LocalPart, address.Domain));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("@")]
    [InlineData("user")]
    [InlineData("user@")]
    [InlineData("@example.org")]
    [InlineData(".user@example.org")]
    [InlineData("user.@example.org")]
    [InlineData("us..er@example.org")]
    [InlineData("us er@example.org")]
    [InlineData("user@example.org\r\nRCPT TO:<x@example.org>")]
    [InlineData("user\r@example.org")]
    [InlineData("us<er@example.org")]
    [InlineData("user@example.org>")]
    [InlineData("user@a@example.org")]
    [InlineData("user@a,b.example")]
    [InlineData("user@exam ple.org")]
    [InlineData("user@example..org")]
    [InlineData("user@example.org.")]
    [InlineData("user@.")]
    [InlineData("user@-example.org")]
    [InlineData("user@example-.org")]
    [InlineData("user@ex\\046ample.org")]
    [InlineData("\"user@example.org")]
    [InlineData("\"us\"er@example.org")]
    [InlineData("\"us\ter\"@example.org")]
    [InlineData("\"user\\\"@example.org")]
    [InlineData("us\u0085er@example.org")]
    [InlineData("\"us\u0085er\"@example.org")]
    [InlineData("user@[192.0.2.1")]
    [InlineData("user@[]")]
    [InlineData("user@[192.0.2]")]
    [InlineData("user@[010.0.0.1]")]
    [InlineData("user@[0x7f.0.0.1]")]
    [InlineData("user@[2001:db8::1]")]
    [InlineData("user@[IPv6:192.0.2.1]")]
    [InlineData("user@[IPv6:fe80::1%eth0]")]
    [InlineData("user@[IPv6:[::1]]")]
    [InlineData("user@[IPv6:[::1]:25]")]
    public void What_is_no_address_is_refused_with_a_reason(string? text)
    {
        Assert.False(EmailAddress.TryParse(text, out _, out var problem));
        Assert.Contains("is no mail address: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_is_refused() // here because an attribute cannot hold it
    {
        Assert.False(EmailAddress.TryParse("us\ud800er@example.org", out _, out _));
        Assert.False(EmailAddress.TryParse("user\udc00@example.org", out _, out _));
        Assert.True(EmailAddress.TryParse("\ud83d\ude00@example.org", out _, out _));
    }

    [Fact]
    public void Lengths_are_bounded_in_octets()
    {
        Assert.True(EmailAddress.TryParse(new string('a', 64) + "@example.org", out _, out _));
        Assert.False(EmailAddress.TryParse(new string('a', 65) + "@example.org", out _, out _));
        Assert.False(EmailAddress.TryParse(new string('ü', 33) + "@example.org", out _, out _));
        var domain = string.Join('.', Enumerable.Repeat("abcdefg", 31));
        Assert.True(EmailAddress.TryParse("abcdef@" + domain, out _, out _));
        Assert.False(EmailAddress.TryParse("abcdefg@" + domain, out _, out _));
    }

    [Fact]
    public void The_domain_counts_in_any_case_and_script_and_the_local_part_does_not()
    {
        Assert.Equal(EmailAddress.Parse("user@BÜCHER.example"), EmailAddress.Parse("user@xn--bcher-kva.example"));
        Assert.NotEqual(EmailAddress.Parse("User@example.org"), EmailAddress.Parse("user@example.org"));
        Assert.Equal("user@xn--bcher-kva.example", EmailAddress.Parse("user@bücher.example").ToAsciiDomainString());
        Assert.True(EmailAddress.Parse("jürgen@example.org").NeedsSmtpUtf8);
        Assert.False(EmailAddress.Parse("user@bücher.example").NeedsSmtpUtf8);
    }

    [Fact]
    public void Any_text_is_an_address_or_a_problem_and_no_address_breaks_a_line() =>
        Prop.ForAll<string, string>((local, domain) =>
        {
            foreach (var text in (string[])[$"{local}@{domain}", $"user@{domain}", $"{local}@example.org"])
            {
                if (!EmailAddress.TryParse(text, out var address, out _)) continue;
                Assert.Equal(text, address.ToString());
                Assert.DoesNotContain(address.ToAsciiDomainString(), char.IsControl);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_domain_is_taken_exactly_when_it_is_a_name_of_good_labels() => Prop.ForAll(
        Gen.ArrayOf(Gen.Elements("a", "Z", "9", "-", "_", ".", ".", new string('x', 62), new string('y', 63), "!", "\\", " ", "ä")).ToArbitrary(),
        parts =>
        {
            var domain = string.Concat(parts);
            var isName = SmtpAdmin.Dns.DnsName.TryParse(domain, out var name, out _) && !name.IsRoot && domain[^1] != '.';
            var isGood = isName && name!.ToString().Split('.').All(label =>
                label[0] != '-' && label[^1] != '-' && label.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'));
            Assert.Equal(isGood && System.Text.Encoding.UTF8.GetByteCount(domain) <= 252, EmailAddress.TryParse("a@" + domain, out _, out _));
        }).QuickCheckThrowOnFailure();
}
