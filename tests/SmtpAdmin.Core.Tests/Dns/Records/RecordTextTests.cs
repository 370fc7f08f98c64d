using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Records;

public class RecordTextTests
{
    [Theory]
    [InlineData(43, "010203", "example.org. 60 IN DS \\# 3 010203")]
    [InlineData(65280, "0A", "example.org. 60 IN TYPE65280 \\# 1 0A")]
    [InlineData(65280, "", "example.org. 60 IN TYPE65280 \\# 0")]
    [InlineData(0, "0A", "example.org. 60 IN TYPE0 \\# 1 0A")] // a number without a name, though our enumeration has one for it
    public void A_type_without_a_class_of_its_own_is_written_as_RFC_3597_section_5_says(int type, string data, string expected) =>
        Assert.Equal(expected, new UnknownRecord(DnsName.Parse("example.org"), (DnsType)type, TimeSpan.FromMinutes(1), Convert.FromHexString(data)).ToString());

    [Fact]
    public void An_SRV_target_is_never_compressed() // RFC 2782, RFC 3597 section 4
    {
        var name = DnsName.Parse("mail.example.org");
        var octets = DnsMessageWriter.Write(new DnsMessage
        {
            Question = new DnsQuestion(name, DnsType.SRV),
            Answers = [new SrvRecord(name, TimeSpan.Zero, 0, 0, 587, name)],
        });

        Assert.True(octets.AsSpan().EndsWith(name.Wire));
        Assert.True(DnsMessageWriter.Write(new DnsMessage { Question = new DnsQuestion(name, DnsType.NS), Answers = [new NsRecord(name, TimeSpan.Zero, name)] })
            .AsSpan().EndsWith((ReadOnlySpan<byte>)[0xc0, 0x0c]));
    }
}
