using System.Buffers.Binary;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Message;

public class DnsMessageTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_kind_of_record_survives_the_wire(bool compress)
    {
        var message = Everything();

        var octets = DnsMessageWriter.Write(message, compress: compress);

        Assert.True(DnsMessage.TryRead(octets, out var read, out var problem), problem);
        Assert.Equal(Lines(message), Lines(read));
        Assert.Equal(message with { Answers = [], Authority = [], Additional = [], Edns = null }, read with { Answers = [], Authority = [], Additional = [], Edns = null });
        Assert.Equal(message.Edns!.UdpPayloadSize, read.Edns!.UdpPayloadSize);
        Assert.True(read.Edns.DnssecOk);
        Assert.Equal(message.Edns.Options.ToArray(), read.Edns.Options.ToArray());
    }

    [Fact]
    public void Compression_makes_a_message_shorter() =>
        Assert.True(DnsMessageWriter.Write(Everything()).Length < DnsMessageWriter.Write(Everything(), compress: false).Length - 200);

    [Fact]
    public void A_message_cut_anywhere_is_a_problem_and_nothing_else()
    {
        var octets = DnsMessageWriter.Write(Everything());
        for (var length = 0; length < octets.Length; length++)
        {
            Assert.False(DnsMessage.TryRead(octets.AsSpan(0, length), out _, out var problem));
            Assert.NotEmpty(problem);
        }
    }

    [Fact]
    public void A_truncated_message_gives_the_records_that_are_whole()
    {
        var message = Everything() with { Truncated = true };
        var octets = DnsMessageWriter.Write(message);
        var counts = new HashSet<int>();
        for (var length = 40; length < octets.Length; length++)
        {
            Assert.True(DnsMessage.TryRead(octets.AsSpan(0, length), out var read, out var problem), problem);
            counts.Add(read.Answers.Count);
        }
        Assert.Equal(Enumerable.Range(0, message.Answers.Count + 1), counts.Order());
    }

    [Theory]
    [InlineData("points at itself", "C00C")]
    [InlineData("points forward", "C020")]
    [InlineData("points beyond the message", "FFFF")]
    [InlineData("is a label and a pointer back to the label", "0161C00C")]
    [InlineData("is half a pointer", "C0")]
    [InlineData("has a label type of RFC 2673", "4101")]
    [InlineData("has a label type nobody defined", "8001")]
    [InlineData("has a label longer than the message", "3F61")]
    public void A_question_is_refused_when_its_name(string why, string name)
    {
        var octets = Convert.FromHexString("123481800001000000000000" + name + "00010001");

        Assert.False(DnsMessage.TryRead(octets.AsSpan(0, name.Length == 2 ? 13 : octets.Length), out _, out var problem), why);
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Pointers_may_not_lead_in_circles_between_records()
    {
        // The owner at 17 points to 12 (the root question's name); the CNAME data at 29 points to itself through a label.
        var octets = Convert.FromHexString("123481800001000100000000" + "0000050001" + "C00C00050001000000050004" + "0161C01D");

        Assert.False(DnsMessage.TryRead(octets, out _, out var problem));
        Assert.Contains("pointer", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_pointers_has_an_end_even_where_each_leads_backwards()
    {
        var at = 12 + 1 + 4 + 11;
        var octets = new List<byte>(Convert.FromHexString("1234818000010001000000000000010001" + "00FF000001000000000FFE"));
        octets.AddRange([0xc0, 0x0c]);
        for (var previous = at; octets.Count < 4096 + 28 - 2; previous += 2) octets.AddRange([(byte)(0xc0 | (previous >> 8)), (byte)previous]);
        var last = octets.Count - 2;
        octets[7] = 2;
        octets.AddRange([(byte)(0xc0 | (last >> 8)), (byte)last, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4]);

        Assert.False(DnsMessage.TryRead(octets.ToArray(), out _, out var problem));
        Assert.Equal("a name has too many compression pointers", problem);
    }

    [Fact]
    public void A_name_made_longer_than_255_octets_by_pointers_is_refused()
    {
        var label = "3F" + new string('6', 126);
        var octets = Convert.FromHexString("123481800001000100000000" + label + label + label + "0000010001" + label + label + "C00C" + "00010001000000000004" + "01020304");

        Assert.False(DnsMessage.TryRead(octets, out _, out var problem));
        Assert.Equal("a name is longer than 255 octets", problem);
    }

    [Fact]
    public void A_header_that_promises_65535_records_costs_no_more_than_what_is_there()
    {
        var octets = Convert.FromHexString("12348180" + "0000" + "FFFFFFFFFFFF");
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(DnsMessage.TryRead(octets, out _, out var problem));

        Assert.Equal("a name is cut off", problem);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    [Theory]
    [InlineData(DnsType.A, "010203")]
    [InlineData(DnsType.A, "0102030405")]
    [InlineData(DnsType.A, "")]
    [InlineData(DnsType.AAAA, "01020304")]
    [InlineData(DnsType.MX, "0001")]
    [InlineData(DnsType.MX, "00010000")]
    [InlineData(DnsType.TXT, "0561626364")]
    [InlineData(DnsType.SOA, "0000000000010000000200000003000000")]
    [InlineData(DnsType.SRV, "000000000000")]
    [InlineData(DnsType.CAA, "00")]
    [InlineData(DnsType.CAA, "000061")]
    [InlineData(DnsType.CAA, "00056973")]
    [InlineData(DnsType.CAA, "00026920")]
    [InlineData(DnsType.TLSA, "0301")]
    [InlineData(DnsType.PTR, "01610161")]
    public void Data_that_its_length_does_not_fit_is_a_problem(DnsType type, string data)
    {
        var octets = Convert.FromHexString(
            $"123481800000000200000000" + $"00{(int)type:X4}000100000000{data.Length / 2:X4}{data}" + "0000010001000000000004" + "01020304");

        Assert.False(DnsMessage.TryRead(octets, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Text_without_any_string_does_not_cost_the_records_beside_it()
    {
        var octets = Convert.FromHexString("123481800000000200000000" + "0000100001000000000000" + "0000100001000000000002" + "0161");

        Assert.True(DnsMessage.TryRead(octets, out var message, out _));
        Assert.Equal(["", "a"], message.Answers.Cast<TxtRecord>().Select(record => record.Text));
    }

    [Fact]
    public void Two_questions_are_a_problem() =>
        Assert.False(DnsMessage.TryRead(Convert.FromHexString("1234010000020000000000000000010001" + "0000010001"), out _, out _));

    [Theory]
    [InlineData("0000000000000002", "0000290200000000000000" + "0000290200000000000000")]
    [InlineData("0000000100000000", "0000290200000000000000")]
    [InlineData("0000000000000001", "016100002904D0000000000000")]
    public void Opt_may_stand_once_in_the_additional_section_under_the_root(string counts, string records) =>
        Assert.False(DnsMessage.TryRead(Convert.FromHexString("12348180" + counts + records), out _, out _));

    [Fact]
    public void Edns_carries_the_upper_bits_of_the_response_code_and_why()
    {
        var edns = new DnsEdns(1232, Options: Convert.FromHexString("000A0002FFFF" + "000F0008" + "0006" + "626F67757300"));
        var octets = DnsMessageWriter.Write(new DnsMessage { IsResponse = true, Rcode = DnsRcode.BadVersion, Edns = edns });

        Assert.True(DnsMessage.TryRead(octets, out var read, out _));
        Assert.Equal(DnsRcode.BadVersion, read.Rcode);
        Assert.True(read.Edns!.TryGetExtendedError(out var code, out var text));
        Assert.Equal((6, "bogus"), (code, text));
        Assert.Throws<ArgumentException>(() => DnsMessageWriter.Write(new DnsMessage { Rcode = DnsRcode.BadVersion }));
    }

    [Theory]
    [InlineData("000F0001FF")]
    [InlineData("000F00FF0006")]
    [InlineData("000F")]
    public void Broken_options_hold_no_extended_error(string options) =>
        Assert.False(new DnsEdns(1232, Options: Convert.FromHexString(options)).TryGetExtendedError(out _, out _));

    [Fact]
    public void A_response_over_the_limit_loses_whole_records_and_says_so()
    {
        var name = DnsName.Parse("big.example");
        var message = new DnsMessage
        {
            IsResponse = true,
            Question = new DnsQuestion(name, DnsType.TXT),
            Answers = [.. Enumerable.Range(0, 40).Select(n => new TxtRecord(name, Hour, [new byte[40]]))],
            Edns = new DnsEdns(512),
        };

        var octets = DnsMessageWriter.Write(message, maxLength: 512);

        Assert.InRange(octets.Length, 400, 512);
        Assert.True(DnsMessage.TryRead(octets, out var read, out _));
        Assert.True(read.Truncated);
        Assert.InRange(read.Answers.Count, 5, 12);
        Assert.NotNull(read.Edns);
    }

    [Fact]
    public void Additional_records_left_out_do_not_truncate()
    {
        var name = DnsName.Parse("big.example");
        var message = new DnsMessage { Additional = [.. Enumerable.Range(0, 40).Select(n => new TxtRecord(name, Hour, [new byte[40]]))] };

        Assert.True(DnsMessage.TryRead(DnsMessageWriter.Write(message, 512), out var read, out _));
        Assert.False(read.Truncated);
        Assert.InRange(read.Additional.Count, 5, 12);
    }

    [Fact]
    public void A_time_to_live_with_its_top_bit_set_is_zero()
    {
        Assert.True(DnsMessage.TryRead(Convert.FromHexString("1234818000000001000000000000010001FFFFFFFF0004" + "01020304"), out var read, out _));
        Assert.Equal(TimeSpan.Zero, Assert.Single(read.Answers).TimeToLive);
    }

    [Fact]
    public void Records_of_other_classes_are_left_out()
    {
        Assert.True(DnsMessage.TryRead(Convert.FromHexString("1234818000000002000000000000100003000000000003026869" + "0000010001000000000004" + "01020304"), out var read, out var problem), problem);
        Assert.Equal(IPAddress.Parse("1.2.3.4"), Assert.IsType<ARecord>(Assert.Single(read.Answers)).Address);
    }

    [Fact]
    public void A_query_is_written_as_the_message_writer_would()
    {
        var name = DnsName.Parse("www.example");
        Span<byte> buffer = stackalloc byte[300];
        var length = DnsMessageWriter.WriteQuery(buffer, 0xbeef, DnsFlags.RecursionDesired | DnsFlags.AuthenticatedData, name, DnsType.MX, 1232);
        var expected = DnsMessageWriter.Write(new DnsMessage
        {
            Id = 0xbeef, RecursionDesired = true, AuthenticatedData = true, Question = new DnsQuestion(name, DnsType.MX), Edns = new DnsEdns(1232),
        });

        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(buffer[..length]));
    }

    [Fact]
    public void Arbitrary_octets_never_throw() =>
        Prop.ForAll<byte[]>(octets =>
        {
            DnsMessage.TryRead(octets, out _, out _);
            DnsMessage.TryRead([0, 0, 0x81, 0x80, 0, 1, 0, 3, 0, 1, 0, 1, .. octets], out _, out _);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_message_with_octets_changed_is_read_or_refused_and_what_is_read_can_be_written()
    {
        var octets = DnsMessageWriter.Write(Everything());
        Prop.ForAll<ushort, byte, byte>((at, value, second) =>
        {
            var changed = (byte[])octets.Clone();
            changed[at % changed.Length] = value;
            changed[(at + value) % changed.Length] = second;
            if (!DnsMessage.TryRead(changed, out var read, out _)) return;
            if (read.Rcode > 15 && read.Edns is null) return;
            Assert.True(DnsMessage.TryRead(DnsMessageWriter.Write(read), out var again, out var problem), problem);
            Assert.Equal(Lines(read), Lines(again));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static List<string> Lines(DnsMessage message) =>
        [$"{message.Question}", .. message.Answers.Select(r => "answer " + r), .. message.Authority.Select(r => "authority " + r), .. message.Additional.Select(r => "additional " + r)];

    internal static DnsMessage Everything()
    {
        DnsName zone = DnsName.Parse("example.org"), www = DnsName.Parse("www.example.org"), mail = DnsName.Parse("mail.example.org");
        return new DnsMessage
        {
            Id = 0x1234, IsResponse = true, Authoritative = true, RecursionDesired = true, RecursionAvailable = true, AuthenticatedData = true, CheckingDisabled = true,
            Question = new DnsQuestion(www, DnsType.ANY),
            Answers =
            [
                new CnameRecord(www, Hour, mail),
                new ARecord(mail, Hour, IPAddress.Parse("192.0.2.1")),
                new AaaaRecord(mail, Hour, IPAddress.Parse("2001:db8::1")),
                new PtrRecord(DnsName.ForReverse(IPAddress.Parse("192.0.2.1")), Hour, mail),
                new MxRecord(zone, Hour, 10, mail),
                new MxRecord(zone, Hour, 0, DnsName.Root),
                new TxtRecord(zone, Hour, [Encoding.ASCII.GetBytes("v=spf1 -all"), Array.Empty<byte>(), new byte[255]]),
                new SrvRecord(DnsName.Parse("_submission._tcp.example.org"), Hour, 1, 2, 587, mail),
                new CaaRecord(zone, Hour, 128, "issue", Encoding.ASCII.GetBytes("ca.example")),
                new TlsaRecord(DnsName.Parse("_25._tcp.mail.example.org"), Hour, 3, 1, 1, new byte[32]),
                new UnknownRecord(zone, DnsType.DS, Hour, new byte[] { 1, 2, 3, 4 }),
                new UnknownRecord(zone, (DnsType)65280, Hour, Array.Empty<byte>()),
            ],
            Authority =
            [
                new NsRecord(zone, Hour, DnsName.Parse("ns.example.org")),
                new SoaRecord(zone, Hour, DnsName.Parse("ns.example.org"), DnsName.Parse("john\\.doe.example.org"), uint.MaxValue, Hour, Hour, Hour, Hour),
            ],
            Additional = [new ARecord(DnsName.Parse("ns.example.org"), TimeSpan.Zero, IPAddress.Parse("192.0.2.53"))],
            Edns = new DnsEdns(1232, 0, true, Convert.FromHexString("000A0000")),
        };
    }
}
