using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Transport;

public class DnsResponseMatchTests
{
    private static readonly DnsName Name = DnsName.Parse("www.example.org");

    [Theory]
    [InlineData(true, "www.example.org", DnsType.A, 1, true)]
    [InlineData(true, "WWW.Example.ORG", DnsType.A, 1, true)]
    [InlineData(true, "www.example.com", DnsType.A, 1, false)]
    [InlineData(true, "ww.example.org", DnsType.A, 1, false)]
    [InlineData(true, "www.example.org", DnsType.AAAA, 1, false)]
    [InlineData(true, "www.example.org", DnsType.A, 3, false)]
    [InlineData(false, "www.example.org", DnsType.A, 1, false)]
    public void Name_type_class_and_direction_must_be_right(bool isResponse, string name, DnsType type, int @class, bool expected) =>
        Assert.Equal(expected, Matches(DnsMessageWriter.Write(new DnsMessage
        {
            Id = 7, IsResponse = isResponse, Question = new DnsQuestion(DnsName.Parse(name), type, (ushort)@class),
        })));

    [Fact]
    public void Another_opcode_is_no_answer() =>
        Assert.False(Matches(DnsMessageWriter.Write(new DnsMessage { IsResponse = true, Opcode = DnsOpcode.Update, Question = new DnsQuestion(Name, DnsType.A) })));

    [Theory]
    [InlineData(DnsRcode.FormatError, true)]
    [InlineData(DnsRcode.NotImplemented, true)]
    [InlineData(DnsRcode.Refused, true)]
    [InlineData(DnsRcode.ServFail, true)]
    [InlineData(DnsRcode.NoError, false)]
    [InlineData(DnsRcode.NxDomain, false)]
    public void A_bare_header_may_only_bring_an_error(int rcode, bool expected) =>
        Assert.Equal(expected, Matches(DnsMessageWriter.Write(new DnsMessage { IsResponse = true, Rcode = rcode })));

    [Fact]
    public void A_header_without_question_may_not_bring_records() =>
        Assert.False(Matches(DnsMessageWriter.Write(new DnsMessage
        {
            IsResponse = true, Rcode = DnsRcode.ServFail, Answers = [new CnameRecord(Name, TimeSpan.FromHours(1), DnsName.Root)],
        })));

    [Fact]
    public void A_response_cut_anywhere_in_its_question_does_not_match()
    {
        var octets = DnsMessageWriter.Write(new DnsMessage { IsResponse = true, Question = new DnsQuestion(Name, DnsType.A) });

        for (var length = 0; length < octets.Length; length++) Assert.False(Matches(octets.AsSpan(0, length)));
        Assert.True(Matches(octets));
    }

    [Fact]
    public void Arbitrary_octets_never_throw() =>
        Prop.ForAll<byte[]>(octets =>
        {
            Matches(octets);
            Matches([0, 0, 0x80, 0, 0, 1, .. octets]);
        }).QuickCheckThrowOnFailure();

    private static bool Matches(ReadOnlySpan<byte> octets) => DnsResponseMatch.TryReadId(octets, out _) && DnsResponseMatch.Answers(octets, Name, DnsType.A);
}
