using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Zones;

public sealed class DnsDataParserTests
{
    private static readonly DnsName Owner = DnsName.Parse("a.example");

    [Theory]
    [InlineData(DnsType.A, "192.0.2.1", "192.0.2.1")]
    [InlineData(DnsType.AAAA, "2001:DB8::1", "2001:db8::1")]
    [InlineData(DnsType.MX, "10 mail.example", "10 mail.example.")]
    [InlineData(DnsType.MX, "0 .", "0 .")]
    [InlineData(DnsType.CNAME, "b\u00fccher.example.", "xn--bcher-kva.example.")]
    [InlineData(DnsType.TXT, "one \"two words\" \"\"", "\"one\" \"two words\" \"\"")]
    [InlineData(DnsType.TXT, "\"\\\"\\\\\\200\u00fc\"", "\"\\\"\\\\\\200\\195\\188\"")]
    [InlineData(DnsType.SRV, "0 1 587 mail.example.", "0 1 587 mail.example.")]
    [InlineData(DnsType.CAA, "0 issue \"ca.example; x=1\"", "0 issue \"ca.example; x=1\"")]
    [InlineData(DnsType.TLSA, "3 1 1 aa bb\tCC", "3 1 1 AABBCC")]
    [InlineData(DnsType.A, "\\# 4 C0000201", "192.0.2.1")]
    [InlineData((DnsType)65280, "\\# 3 0a0b 0c", "\\# 3 0A0B0C")]
    [InlineData((DnsType)65280, "\\# 0", "\\# 0")]
    [InlineData(DnsType.SOA, "ns. host. 4294967295 1 2 3 4", "ns. host. 4294967295 1 2 3 4")]
    public void Data_is_read_as_zone_files_have_it(DnsType type, string data, string expected)
    {
        Assert.True(DnsDataParser.TryParse(Owner, type, TimeSpan.FromSeconds(5), data, out var record, out var problem), problem);
        Assert.Equal((expected, type, Owner), (record.DataText, record.Type, record.Name));
    }

    [Theory]
    [InlineData(DnsType.A, "")]
    [InlineData(DnsType.A, "1")]
    [InlineData(DnsType.A, "010.0.0.1")]
    [InlineData(DnsType.A, "192.0.2.1 192.0.2.2")]
    [InlineData(DnsType.A, "2001:db8::1")]
    [InlineData(DnsType.AAAA, "fe80::1%eth0")]
    [InlineData(DnsType.AAAA, "[2001:db8::1]")]
    [InlineData(DnsType.MX, "mail.example")]
    [InlineData(DnsType.MX, "10 mail")]
    [InlineData(DnsType.MX, "65536 mail.example")]
    [InlineData(DnsType.MX, "-1 mail.example")]
    [InlineData(DnsType.TXT, "")]
    [InlineData(DnsType.TXT, "\"open")]
    [InlineData(DnsType.TXT, "a ; comment")]
    [InlineData(DnsType.TXT, "a\nb")]
    [InlineData(DnsType.TXT, "\"a\"b")]
    [InlineData(DnsType.TXT, "( a )")]
    [InlineData(DnsType.TXT, "\\999")]
    [InlineData(DnsType.TXT, "\\")]
    [InlineData(DnsType.CAA, "0 is-sue x")]
    [InlineData(DnsType.TLSA, "3 1 1 abc")]
    [InlineData(DnsType.TLSA, "3 1 1")]
    [InlineData((DnsType)65280, "0A0B")]
    [InlineData((DnsType)65280, "\\# 2 0A0B0C")]
    [InlineData(DnsType.A, "\\# 3 0A0B0C")]
    [InlineData(DnsType.CNAME, "a..b")]
    public void What_is_no_data_of_its_type_is_refused_with_the_reason(DnsType type, string data)
    {
        Assert.False(DnsDataParser.TryParse(Owner, type, TimeSpan.Zero, data, out var record, out var problem));
        Assert.Null(record);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_string_has_255_octets_at_most() =>
        Assert.False(DnsDataParser.TryParse(Owner, DnsType.TXT, TimeSpan.Zero, new string('a', 256), out _, out _));

    [Fact]
    public void Text_of_any_octets_comes_back_as_it_was() => Prop.ForAll<byte[][]>(parts =>
    {
        var strings = parts.Where(part => part is { Length: <= 255 }).Select(part => (ReadOnlyMemory<byte>)part).Append("last"u8.ToArray()).ToList();
        var record = new TxtRecord(Owner, TimeSpan.Zero, strings);
        Assert.True(DnsDataParser.TryParse(Owner, DnsType.TXT, TimeSpan.Zero, record.DataText, out var read, out var problem), problem);
        Assert.Equal(strings.Select(part => part.ToArray()), Assert.IsType<TxtRecord>(read).Strings.Select(part => part.ToArray()));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_refused_and_what_is_read_is_written_so_that_it_reads_the_same() => Prop.ForAll<string>(text =>
    {
        foreach (var type in Enum.GetValues<DnsType>())
        {
            if (text is null || !DnsDataParser.TryParse(Owner, type, TimeSpan.Zero, text, out var record, out _)) continue;
            Assert.True(DnsDataParser.TryParse(Owner, type, TimeSpan.Zero, record.DataText, out var again, out var problem), problem);
            Assert.True(DnsRecordOctets.SameData(record, again), $"{record.DataText} became {again.DataText}");
        }
    }).QuickCheckThrowOnFailure();
}
