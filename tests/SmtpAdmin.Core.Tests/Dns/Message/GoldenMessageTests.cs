using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Message;

public class GoldenMessageTests
{
    public static TheoryData<string, string, string, string> Responses { get; } =
        [.. TestData.Rows("dns/messages.txt").Select(row => new TheoryDataRow<string, string, string, string>(row[0], row[1], row[2], row[3]) { TestDisplayName = row[4] })];

    [Theory]
    [MemberData(nameof(Responses))]
    public void Responses_of_a_real_server_read_as_its_zone_says(string hex, string name, string type, string expected)
    {
        var octets = Convert.FromHexString(hex);

        Assert.True(DnsMessage.TryRead(octets, out var message, out var problem), problem);
        Assert.Equal(new DnsQuestion(DnsName.Parse(name), Enum.Parse<DnsType>(type)), message.Question);
        Assert.Equal(expected.Split('|'), Lines(message));
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void What_is_read_can_be_written_and_read_again(string hex, string name, string type, string expected)
    {
        Assert.True(DnsMessage.TryRead(Convert.FromHexString(hex), out var message, out _));
        foreach (var compress in (bool[])[true, false])
        {
            Assert.True(DnsMessage.TryRead(DnsMessageWriter.Write(message, compress: compress), out var again, out var problem), problem);
            Assert.Equal(expected.Split('|'), Lines(again));
            Assert.Equal(message.Authority.Select(record => record.ToString()), again.Authority.Select(record => record.ToString()));
            Assert.Equal(message.Additional.Select(record => record.ToString()), again.Additional.Select(record => record.ToString()));
            Assert.Equal(DnsName.Parse(name), again.Question!.Value.Name);
            Assert.Equal(Enum.Parse<DnsType>(type), again.Question.Value.Type);
        }
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_response_cut_anywhere_is_a_problem(string hex, string name, string type, string expected)
    {
        var octets = Convert.FromHexString(hex);
        var end = expected.Contains("tc", StringComparison.Ordinal) ? 12 + DnsName.Parse(name).Wire.Length + 4 : octets.Length;
        for (var length = 0; length < end; length++) Assert.False(DnsMessage.TryRead(octets.AsSpan(0, length), out _, out _), type);
    }

    private static string[] Lines(DnsMessage message) => [Head(message), .. message.Answers.Select(record => record.ToString())];

    private static string Head(DnsMessage message)
    {
        string[] flags = [message.Authoritative ? "aa" : "", message.Truncated ? "tc" : ""];
        var set = string.Join(' ', flags.Where(flag => flag.Length > 0));
        return $"{(set.Length > 0 ? set : "-")} {DnsRcode.ToText(message.Rcode)}";
    }
}
