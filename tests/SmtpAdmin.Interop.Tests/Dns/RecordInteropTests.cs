using System.Globalization;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Dns;

public class RecordInteropTests(PeerSet peers) : NameServerTests(peers)
{
    /// <summary>Every type, and names that are awkward to write.</summary>
    public static TheoryData<NameServer, string, DnsType> Questions()
    {
        (string Name, DnsType Type)[] questions =
        [
            ("interop.test", DnsType.SOA), ("interop.test", DnsType.NS), ("interop.test", DnsType.MX), ("interop.test", DnsType.TXT),
            ("interop.test", DnsType.CAA), ("mx.interop.test", DnsType.A), ("mx.interop.test", DnsType.AAAA),
            ("_25._tcp.mx.interop.test", DnsType.TLSA), ("_submission._tcp.interop.test", DnsType.SRV),
            ("strings.interop.test", DnsType.TXT), ("raw.interop.test", (DnsType)65280), ("nullmx.interop.test", DnsType.MX),
            ("many.interop.test", DnsType.A), ("many.interop.test", DnsType.AAAA), ("www.interop.test", DnsType.CNAME),
            ("10.2.0.192.in-addr.arpa", DnsType.PTR), ("20.2.0.192.in-addr.arpa", DnsType.PTR),
            (@"dot\.inside.interop.test", DnsType.A), (@"odd\252.interop.test", DnsType.A), ("mIXEDcASE.interop.test", DnsType.A),
            ("anything.at.all.wild.interop.test", DnsType.TXT), ("own.wild.interop.test", DnsType.TXT), ("big.interop.test", DnsType.TXT),
        ];
        var data = new TheoryData<NameServer, string, DnsType>();
        foreach (var server in Enum.GetValues<NameServer>())
        {
            foreach (var (name, type) in questions) data.Add(server, name, type);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Records_are_read_as_dig_reads_them(NameServer server, string name, DnsType type)
    {
        Peer.SkipUnlessAvailable("bind9-dnsutils");
        var answer = await AskAsync(server, name, type);
        var expected = await DigAsync(server, name, type);

        Assert.Equal(DnsOutcome.Answer, answer.Outcome);
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(StringComparer.Ordinal), answer.Records.Select(record => Plain(record.DataText, type)).Order(StringComparer.Ordinal));
        Assert.All(answer.Records, record => Assert.Equal(DnsName.Parse(name), record.Name));
    }

    [Fact]
    public async Task An_international_name_is_asked_for_as_people_write_it()
    {
        var answer = await AskAsync(NameServer.Bind, "M\u00dcNCHEN.interop.test", DnsType.A);

        Assert.Equal("192.0.2.79", Assert.Single(answer.Records).DataText);
        Assert.Equal("m\u00fcnchen.interop.test", answer.Name.ToUnicodeString());
    }

    [Theory]
    [InlineData(NameServer.Bind)]
    [InlineData(NameServer.Nsd)]
    public async Task An_authority_says_that_it_is_one(NameServer server)
    {
        var answer = await AskAsync(server, "mx.interop.test", DnsType.A);

        Assert.True(answer.Authoritative);
        Assert.False(answer.AuthenticatedData);
        Assert.Equal(TimeSpan.FromSeconds(300), answer.Records[0].TimeToLive);
    }

    private async Task<string[]> DigAsync(NameServer server, string name, DnsType type)
    {
        var endPoint = await RequireAsync(server);
        var dig = PeerProgram.Known["bind9-dnsutils"].Path;
        var typeName = Enum.IsDefined(type) ? type.ToString() : string.Create(CultureInfo.InvariantCulture, $"TYPE{(ushort)type}");
        var run = await PeerCommand.RunAsync(
            dig, ["+short", "+time=3", "+tries=2", "-p", endPoint.Port.ToString(CultureInfo.InvariantCulture), $"@{endPoint.Address}", "-t", typeName, "-q", name], Token);
        return [.. run.OrThrow(dig).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Plain(line, type))];
    }

    /// <summary>dig breaks long hexadecimal data with spaces; TLSA data may be written in either case.</summary>
    private static string Plain(string data, DnsType type) => type is DnsType.TLSA ? data.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() : data;
}
