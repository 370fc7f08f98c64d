using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Update;

public sealed class DnsUpdateWriterTests
{
    private static readonly DnsName Zone = DnsName.Parse("a.test");

    [Fact]
    public void A_set_is_replaced_on_the_condition_that_it_is_still_what_was_read()
    {
        var (owner, old) = (DnsName.Parse("b.a.test"), Text("b.a.test", "x"));
        var change = new DnsSetChange(owner, DnsType.TXT, [new DnsPrerequisite.SetIs(owner, [old])], IsThere: true, [Text("b.a.test", "y")]);

        var (message, count) = DnsUpdateWriter.Write(0x1234, Zone, [change], 512);

        // RFC 2136 section 2: header, zone, prerequisite (time to live 0), deletion of the set (class ANY), addition.
        byte[] expected =
        [
            0x12, 0x34, 0x28, 0, 0, 1, 0, 1, 0, 2, 0, 0,
            1, (byte)'a', 4, .. "test"u8, 0, 0, 6, 0, 1,
            1, (byte)'b', 0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 0, 0, 2, 1, (byte)'x',
            0xc0, 24, 0, 16, 0, 255, 0, 0, 0, 0, 0, 0,
            0xc0, 24, 0, 16, 0, 1, 0, 0, 0, 60, 0, 2, 1, (byte)'y',
        ];
        Assert.Equal(expected, message);
        Assert.Equal(1, count);
    }

    [Fact]
    public void What_is_not_there_is_added_on_the_condition_that_it_is_not()
    {
        var owner = DnsName.Parse("b.a.test");
        var free = new DnsSetChange(owner, DnsType.CNAME, [new DnsPrerequisite.NameFree(owner)], IsThere: false, []);
        var none = new DnsSetChange(owner, DnsType.TXT, [new DnsPrerequisite.NoSet(owner, DnsType.TXT)], IsThere: false, []);

        // Class NONE, of any type or of one (RFC 2136 sections 2.4.5 and 2.4.3).
        Assert.Equal([0, 255, 0, 254, 0, 0, 0, 0, 0, 0], DnsUpdateWriter.Write(1, Zone, [free], 512).Message[^10..]);
        Assert.Equal([0, 16, 0, 254, 0, 0, 0, 0, 0, 0], DnsUpdateWriter.Write(1, Zone, [none], 512).Message[^10..]);
    }

    [Theory]
    [InlineData(1, 200, 1)]
    [InlineData(10, 200, 1)]
    [InlineData(1000, 20, 1)]
    [InlineData(1000, 60, 2)]
    [InlineData(5000, 200, 20)]
    public void Sets_go_into_as_few_messages_as_fit(int sets, int length, int atMost)
    {
        var changes = Enumerable.Range(0, sets).Select(n => Change($"h{n}.a.test", length)).ToArray();
        var (sent, messages) = (0, 0);
        for (; sent < sets; messages++)
        {
            var (message, count) = DnsUpdateWriter.Write(1, Zone, changes.AsSpan(sent), DnsMessage.MaxLength);
            Assert.True(count > 0 && message.Length <= DnsMessage.MaxLength);
            sent += count;
        }
        Assert.True(messages <= atMost, $"{messages} messages");
    }

    [Fact]
    public void A_set_that_does_not_fit_by_itself_is_told_and_those_before_it_go()
    {
        DnsSetChange[] changes = [Change("a.a.test", 10), Change("b.a.test", 700), Change("c.a.test", 10)];
        Assert.Equal(1, DnsUpdateWriter.Write(1, Zone, changes, 512).Count);
        Assert.Equal(0, DnsUpdateWriter.Write(1, Zone, changes.AsSpan(1), 512).Count);
    }

    private static DnsSetChange Change(string owner, int length) =>
        new(DnsName.Parse(owner), DnsType.TXT, [new DnsPrerequisite.NameFree(DnsName.Parse(owner))], IsThere: false, [Text(owner, new string('x', length))]);

    private static TxtRecord Text(string owner, string text) => new(DnsName.Parse(owner), TimeSpan.FromSeconds(60), TxtText.Octets(text));
}
