using System.Net;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

public class DnsNameTests
{
    public static TheoryData<string, string, string> Good { get; } =
        [.. TestData.Rows("dns/names.txt").Select(row => new TheoryDataRow<string, string, string>(row[0], row[1], row[2]) { TestDisplayName = row[3] })];

    public static TheoryData<string, string> Bad { get; } =
        [.. TestData.Rows("dns/bad-names.txt").Select(row => new TheoryDataRow<string, string>(row[0], row[1]) { TestDisplayName = row[2] })];

    [Theory]
    [MemberData(nameof(Good))]
    public void A_name_has_one_text_and_one_wire_form(string text, string ascii, string wire)
    {
        var name = DnsName.Parse(text);

        Assert.Equal(wire, Convert.ToHexString(name.Wire));
        Assert.Equal(ascii, name.ToString());
        Assert.Equal(name, DnsName.Parse(name.ToAbsoluteString()));
        Assert.Equal(name, DnsName.FromWire(name.Wire));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_no_name_is_refused_with_a_reason(string text, string reason)
    {
        Assert.False(DnsName.TryParse(text, out _, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => DnsName.Parse(text));
    }

    [Fact]
    public void The_longest_name_has_255_octets()
    {
        var label = new string('a', 63);
        var longest = $"{label}.{label}.{label}.{label[..61]}";

        Assert.Equal(255, DnsName.Parse(longest).Wire.Length);
        Assert.False(DnsName.TryParse(longest + "a", out _, out var problem));
        Assert.Contains("255", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_any_octets_survive_text() =>
        Prop.ForAll(Names(), name =>
        {
            var again = DnsName.Parse(name.ToString());
            Assert.True(name.Wire.SequenceEqual(again.Wire), name.ToString());
            Assert.True(name.Wire.SequenceEqual(DnsName.Parse(name.ToAbsoluteString()).Wire));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_are_equal_in_any_case_and_hash_alike() =>
        Prop.ForAll(Names(), name =>
        {
            var upper = name.Wire.ToArray();
            for (var at = 0; upper[at] != 0; at += upper[at] + 1)
            {
                for (var n = at + 1; n <= at + upper[at]; n++) upper[n] = (byte)(upper[n] is >= (byte)'a' and <= (byte)'z' ? upper[n] - 32 : upper[n]);
            }
            var other = DnsName.FromWire(upper);
            Assert.Equal(name, other);
            Assert.Equal(name.GetHashCode(), other.GetHashCode());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_a_name_or_a_problem_and_what_is_read_can_be_written() =>
        Prop.ForAll<string>(text =>
        {
            if (DnsName.TryParse(text, out var name, out var problem)) Assert.Equal(name, DnsName.Parse(name.ToString()));
            else Assert.NotEmpty(problem);
            if (DnsName.TryParse("ü" + text, out var international, out _)) Assert.Equal(international, DnsName.Parse(international.ToString()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("0161")]
    [InlineData("016100FF")]
    [InlineData("C00C")]
    [InlineData("0000")]
    public void Octets_that_are_no_name_are_refused(string wire) =>
        Assert.Throws<FormatException>(() => DnsName.FromWire(Convert.FromHexString(wire)));

    [Theory]
    [InlineData("192.0.2.1", "1.2.0.192.in-addr.arpa")]
    [InlineData("::ffff:192.0.2.1", "1.2.0.192.in-addr.arpa")]
    [InlineData("2001:db8::567:89ab", "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    public void An_address_has_a_name_for_its_pointers(string address, string name) =>
        Assert.Equal(name, DnsName.ForReverse(IPAddress.Parse(address)).ToString());

    [Theory]
    [InlineData("192.0.2.99", "bad.example.com", "99.2.0.192.bad.example.com")] // RFC 5782 section 2.1
    [InlineData("2001:db8:1:2:3:4:567:89ab", "ugly.example.com", "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ugly.example.com")] // section 2.4
    public void An_address_has_a_name_under_a_blacklist_s_zone(string address, string zone, string name) =>
        Assert.Equal(name, DnsName.ForAddress(IPAddress.Parse(address), DnsName.Parse(zone)).ToString());

    [Fact]
    public void Names_know_what_lies_within_them()
    {
        DnsName org = DnsName.Parse("example.org"), mail = DnsName.Parse("mail.EXAMPLE.org"), other = DnsName.Parse("myexample.org");

        Assert.True(mail.IsWithin(org));
        Assert.True(org.IsWithin(org));
        Assert.True(org.IsWithin(DnsName.Root));
        Assert.False(other.IsWithin(org));
        Assert.False(org.IsWithin(mail));
        Assert.Equal(org, mail.Parent);
        Assert.Equal(DnsName.Root, DnsName.Root.Parent);
        Assert.Equal((3, 0), (mail.LabelCount, DnsName.Root.LabelCount));
        Assert.Equal(DnsName.Parse("a.example.org"), DnsName.Parse("a").Append(org));
        Assert.Throws<FormatException>(() => DnsName.Parse(string.Join('.', Enumerable.Repeat("abcdefg", 31))).Append(org));
    }

    [Theory]
    [InlineData("a.example.org", "*.example.org")]
    [InlineData("org", "*")]
    [InlineData("*.a.example.org", "*.example.org")]
    [InlineData("*.*.a.example.org", "*.example.org")]
    [InlineData("a.*.example.org", "*.*.example.org")]
    [InlineData("*a.example.org", "*.example.org")]
    [InlineData("*", "*")]
    public void The_wildcard_that_may_answer_for_a_name_is_beside_it(string name, string wildcard) =>
        Assert.Equal(DnsName.Parse(wildcard), DnsName.Parse(name).Wildcard);

    [Theory]
    [InlineData("xn--bcher-kva.example", "bücher.example")]
    [InlineData("xn--zzzzzzz-.example", "xn--zzzzzzz-.example")]
    [InlineData("example.org", "example.org")]
    public void Names_can_be_shown_to_people(string ascii, string unicode) => Assert.Equal(unicode, DnsName.Parse(ascii).ToUnicodeString());

    private static Arbitrary<DnsName> Names() =>
        Gen.ArrayOf(Gen.ArrayOf(Gen.Choose(0, 255).Select(octet => (byte)octet)).Select(label => label.Take(63).ToArray()))
            .Select(labels =>
            {
                var wire = new List<byte>();
                foreach (var label in labels.Where(label => label.Length > 0 && wire.Count + label.Length + 2 <= DnsName.MaxLength)) wire.AddRange([(byte)label.Length, .. label]);
                return DnsName.FromWire([.. wire, 0]);
            }).ToArbitrary();
}
