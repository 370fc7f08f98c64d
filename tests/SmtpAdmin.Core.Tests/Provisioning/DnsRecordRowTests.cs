using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning;

public sealed class DnsRecordRowTests
{
    private static readonly DnsName Zone = DnsName.Parse("example.com");

    [Theory]
    [InlineData("mail.example.com", "mail.example.com")]
    [InlineData("mail.example.com.", "mail.example.com")]
    [InlineData("@", "example.com")]
    [InlineData(" @ ", "example.com")]
    [InlineData("b\u00fccher.example.com", "xn--bcher-kva.example.com")]
    [InlineData("*.example.com", "*.example.com")]
    [InlineData("_dmarc.EXAMPLE.com", "_dmarc.EXAMPLE.com")]
    public void A_name_is_a_whole_one_or_stands_for_the_zone(string name, string expected) =>
        Assert.Equal(expected, new DnsRecordRow { Name = name, Type = "A", Value = ["192.0.2.1"] }.ToRecordSet(Zone).Name);

    [Theory]
    [InlineData("mail", DnsRecordFault.OutOfZone)]
    [InlineData("mail.", DnsRecordFault.OutOfZone)]
    [InlineData("notexample.com", DnsRecordFault.OutOfZone)]
    [InlineData("a..example.com", DnsRecordFault.BadName)]
    [InlineData("a b.example.com", DnsRecordFault.BadName)]
    [InlineData("", DnsRecordFault.BadName)]
    [InlineData(".", DnsRecordFault.OutOfZone)]
    public void What_is_no_whole_name_in_the_zone_is_refused(string name, DnsRecordFault fault) =>
        Assert.Equal(fault, Assert.Throws<DnsRecordException>(() => new DnsRecordRow { Name = name, Type = "A", Value = ["192.0.2.1"] }.ToRecordSet(Zone)).Fault);

    [Fact]
    public void A_relative_name_is_told_what_it_may_have_meant()
    {
        var exception = Assert.Throws<DnsRecordException>(() => new DnsRecordRow { Name = "mail", Type = "A", Value = ["192.0.2.1"] }.ToRecordSet(Zone));
        Assert.Contains("mail.example.com", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_zone_the_sign_for_it_means_nothing() =>
        Assert.Equal(DnsRecordFault.NoZone, Assert.Throws<DnsRecordException>(() => new DnsRecordRow { Name = "@", Type = "A", Value = ["192.0.2.1"] }.ToRecordSet(null)).Fault);

    [Theory]
    [InlineData("", DnsRecordFault.BadType)]
    [InlineData("TXTT", DnsRecordFault.BadType)]
    [InlineData("65536", DnsRecordFault.BadType)]
    [InlineData("250", DnsRecordFault.BadType)]
    [InlineData("ANY", DnsRecordFault.BadType)]
    [InlineData("OPT", DnsRecordFault.BadType)]
    [InlineData("TYPE250", DnsRecordFault.BadType)]
    public void What_is_no_type_of_records_is_refused(string type, DnsRecordFault fault) =>
        Assert.Equal(fault, Assert.Throws<DnsRecordException>(() => new DnsRecordRow { Name = "a.example.com", Type = type, Data = ["\\# 0"] }.ToRecordSet(Zone)).Fault);

    [Theory]
    [InlineData("txt")]
    [InlineData("TYPE16")]
    [InlineData("16")]
    public void A_type_is_a_name_or_a_number(string type) => Assert.Equal(SmtpAdmin.Dns.DnsType.TXT, new DnsRecordRow { Name = "a.example.com", Type = type, Value = ["x"] }.ToRecordSet(Zone).Type);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("2147483647", 2147483647)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_time_to_live_is_seconds(string? ttl, int? expected) => Assert.Equal(expected, Row(ttl).ToRecordSet(Zone).TtlSeconds);

    [Theory]
    [InlineData("2147483648")]
    [InlineData("-1")]
    [InlineData("1h")]
    [InlineData("1.5")]
    public void What_is_no_time_to_live_is_refused(string ttl) => Assert.Equal(DnsRecordFault.BadTtl, Assert.Throws<DnsRecordException>(() => Row(ttl).ToRecordSet(Zone)).Fault);

    [Fact]
    public void The_value_of_a_text_is_the_text_itself_and_its_data_that_of_a_zone_file()
    {
        const string text = "v=x; \"quoted\" $(whoami) \\ \n";
        var set = new DnsRecordRow { Name = "@", Type = "txt", Value = [text] }.ToRecordSet(Zone);
        Assert.Equal(text, Assert.IsType<TxtRecord>(Assert.Single(set.Records)).Text);
        Assert.True(new DnsRecordRow { Name = "@", Type = "TXT", Data = set.Data }.ToRecordSet(Zone).HasSameData(set));
    }

    [Fact]
    public void A_long_text_is_cut_into_strings_of_255_octets()
    {
        var set = new DnsRecordRow { Name = "@", Type = "TXT", Value = [new string('\u00fc', 200)] }.ToRecordSet(Zone);
        Assert.Equal([255, 145], Assert.IsType<TxtRecord>(set.Records[0]).Strings.Select(part => part.Length));
    }

    [Fact]
    public void A_text_of_over_64_KB_is_refused()
    {
        var longest = 65535 - 256; // a length octet for each of 256 strings
        Assert.Single(new DnsRecordRow { Name = "@", Type = "TXT", Value = [new string('a', longest - 1)] }.ToRecordSet(Zone).Records);
        Assert.Equal(DnsRecordFault.TooLong, Assert.Throws<DnsRecordException>(() => new DnsRecordRow { Name = "@", Type = "TXT", Value = [new string('a', 65536)] }.ToRecordSet(Zone)).Fault);
    }

    [Fact]
    public void Half_a_character_is_refused() =>
        Assert.Equal(DnsRecordFault.BadData, Assert.Throws<DnsRecordException>(() => new DnsRecordRow { Name = "@", Type = "TXT", Value = ["\ud800"] }.ToRecordSet(Zone)).Fault);

    [Fact]
    public void Nothing_is_no_record_unless_a_whole_set_is_meant()
    {
        var row = new DnsRecordRow { Name = "@", Type = "TXT" };
        Assert.Equal(DnsRecordFault.NoRecord, Assert.Throws<DnsRecordException>(() => row.ToRecordSet(Zone)).Fault);
        Assert.Empty(row.ToRecordSet(Zone, mayBeEmpty: true).Records);
    }

    [Theory]
    [InlineData("v=spf1 ip4:192.0.2.1 -all", false)]
    [InlineData("  v=DKIM1\tp=", false)]
    [InlineData("\"v=spf1 mx -all\"", true)]
    [InlineData("\"v=spf1\" \" mx -all\"", true)]
    [InlineData("v=spf1", true)]
    [InlineData("some token", true)]
    public void Text_of_a_known_kind_is_in_quotes_in_a_zone_file(string data, bool taken)
    {
        var row = new DnsRecordRow { Name = "@", Type = "TXT", Data = [data] };
        if (taken)
        {
            Assert.Equal(DnsRecordLine.Parse($"example.com. IN TXT {data}"), row.ToRecordSet(Zone));
            return;
        }
        Assert.Equal(DnsRecordFault.BadData, Assert.Throws<DnsRecordException>(() => row.ToRecordSet(Zone)).Fault);
        Assert.Contains("in quotes", Assert.Throws<DnsRecordException>(() => DnsRecordLine.Parse($"example.com. IN TXT {data}")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"v=spf1 mx -all\"", false)]
    [InlineData("\"v=DMARC1; p=none\"", false)]
    [InlineData("\"quoted\"", true)]
    [InlineData("v=spf1 mx -all", true)]
    public void Text_of_a_known_kind_has_no_quotes_as_a_value(string value, bool taken)
    {
        var row = new DnsRecordRow { Name = "@", Type = "TXT", Value = [value] };
        if (taken) Assert.Equal(value, Assert.IsType<TxtRecord>(row.ToRecordSet(Zone).Records[0]).Text);
        else Assert.Equal(DnsRecordFault.BadData, Assert.Throws<DnsRecordException>(() => row.ToRecordSet(Zone)).Fault);
    }

    [Fact]
    public void Data_and_value_say_the_same_or_it_is_told()
    {
        var row = new DnsRecordRow { Name = "@", Type = "TXT", Data = ["\"x y\""], Value = ["x y"] };
        Assert.Equal(["\"x y\""], row.ToRecordSet(Zone).Data);
        Assert.Equal(DnsRecordFault.BadData, Assert.Throws<DnsRecordException>(() => (row with { Value = ["x"] }).ToRecordSet(Zone)).Fault);
    }

    private static DnsRecordRow Row(string? ttl) => new() { Name = "a.example.com", Type = "A", Ttl = ttl, Value = ["192.0.2.1"] };
}
