using System.Text;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Core.Tests.Lab;

public sealed class LabZoneTests
{
    [Fact]
    public void Records_of_every_type_are_read()
    {
        var zone = LabZone.Parse("example.test", """
            $TTL 1h
            @       IN SOA ns hostmaster (
                        2026030101 ; serial
                        1h 10m 1d 60 )
                    IN NS  ns
                    MX  10 mail.example.test.
                    TXT "v=spf1 -all" "second; string" \065bc
                    CAA 128 issue "ca.example.test"
            ns  60  A   192.0.2.1
            mail    AAAA 2001:db8::1
            www     CNAME @
            _25._tcp.mail TLSA 3 1 1 0123456789abcdef ; half a hash
                    TYPE65280 \# 3 010203
            _submission._tcp SRV 0 1 587 mail
            $ORIGIN sub.example.test.
            host    IN 5m A 192.0.2.2
            1       PTR host
            """);
        string[] lines =
        [
            "example.test. 3600 IN SOA ns.example.test. hostmaster.example.test. 2026030101 3600 600 86400 60",
            "example.test. 3600 IN NS ns.example.test.",
            "example.test. 3600 IN MX 10 mail.example.test.",
            "example.test. 3600 IN TXT \"v=spf1 -all\" \"second; string\" \"Abc\"",
            "example.test. 3600 IN CAA 128 issue \"ca.example.test\"",
            "ns.example.test. 60 IN A 192.0.2.1",
            "mail.example.test. 3600 IN AAAA 2001:db8::1",
            "www.example.test. 3600 IN CNAME example.test.",
            "_25._tcp.mail.example.test. 3600 IN TLSA 3 1 1 0123456789ABCDEF",
            "_25._tcp.mail.example.test. 3600 IN TYPE65280 \\# 3 010203",
            "_submission._tcp.example.test. 3600 IN SRV 0 1 587 mail.example.test.",
            "host.sub.example.test. 300 IN A 192.0.2.2",
            "1.sub.example.test. 3600 IN PTR host.sub.example.test.",
        ];
        Assert.Equal(lines.Order(StringComparer.Ordinal), zone.Records.Select(record => record.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("@ A", "Line 1: Something is missing")]
    [InlineData("@ A 192.0.2.256", "Line 1: '192.0.2.256' is no IPv4 address")]
    [InlineData("@ A 192.0.2.1 x", "Line 1: 'x' is too much")]
    [InlineData("@ AAAA 192.0.2.1", "no IPv6 address")]
    [InlineData("\n@ MX ten mail", "Line 2: 'ten' is no number")]
    [InlineData("@ MX 65536 mail", "no number from 0 to 65535")]
    [InlineData("@ XYZZY 1", "'XYZZY' is no record type")]
    [InlineData("@ TYPE1 \\# 2 01", "length does not fit")]
    [InlineData("@ DS 1 2", "RFC 3597")]
    [InlineData(" A 192.0.2.1", "no owner name")]
    [InlineData("@ TXT \"open", "quote is not closed")]
    [InlineData("@ TXT (\n\"a\"", "parenthesis is not closed")]
    [InlineData("@ TXT )", "parenthesis is closed")]
    [InlineData("$INCLUDE other", "$INCLUDE is not known")]
    [InlineData("@ 99999999999 A 192.0.2.1", "no length of time")]
    [InlineData("other.test. A 192.0.2.1", "outside example.test")]
    [InlineData("@ CNAME a\n@ A 192.0.2.1", "CNAME beside another")]
    [InlineData("a..b A 192.0.2.1", "label is empty")]
    public void A_mistake_is_named(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => LabZone.Parse("example.test", text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_string_is_at_most_255_octets()
    {
        Assert.Single(LabZone.Parse("t.test", $"@ TXT \"{new string('x', 255)}\"").Records.OfType<TxtRecord>());
        Assert.Throws<FormatException>(() => LabZone.Parse("t.test", $"@ TXT \"{new string('x', 256)}\""));
        Assert.Equal("ä", Encoding.UTF8.GetString(LabZone.Parse("t.test", "@ TXT ä").Records.OfType<TxtRecord>().Single().Strings[0].Span));
    }

    [Fact]
    public void A_zone_without_SOA_gets_one() => Assert.Equal(DnsName.Parse("t.test"), LabZone.Parse("t.test", "@ A 192.0.2.1").Soa.Name);

    [Theory]
    [InlineData("example.test", "A,SOA")]
    [InlineData("a.wild.example.test", "TXT")] // RFC 4592
    [InlineData("b.a.wild.example.test", "TXT")]
    [InlineData("wild.example.test", "")] // exists, between others
    [InlineData("known.wild.example.test", "A")]
    [InlineData("x.known.wild.example.test", null)] // the closest encloser is not the wildcard's
    [InlineData("none.example.test", null)]
    [InlineData("EXAMPLE.test", "A,SOA")]
    public void A_name_finds_its_records(string name, string? types)
    {
        var zone = LabZone.Parse("example.test", "@ A 192.0.2.1\n*.wild TXT x\nknown.wild A 192.0.2.2\n");
        var found = zone.Find(DnsName.Parse(name))?.Select(record => record.Type.ToString()).Order(StringComparer.Ordinal);
        Assert.Equal(types, found is null ? null : string.Join(',', found));
    }

    [Fact]
    public void The_zones_that_come_with_it_can_be_read() => Assert.Equal(4, LabZone.Defaults.Count);
}
