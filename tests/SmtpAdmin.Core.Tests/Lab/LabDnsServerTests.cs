using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Core.Tests.Lab;

public sealed class LabDnsServerTests
{
    private static readonly LabZone Zone = LabZone.Parse("example.test", $"""
        @ 300 SOA ns hostmaster 1 3600 600 86400 60
        @ NS ns
        ns A 192.0.2.1
        a A 192.0.2.2
        alias CNAME a
        far CNAME host.other.test.
        out CNAME host.elsewhere.test.
        loop CNAME pool
        pool CNAME loop
        big TXT {string.Join(' ', Enumerable.Repeat(new string('x', 200), 30))}
        """);

    private static readonly LabZone Other = LabZone.Parse("other.test", "host A 192.0.2.3");

    [Theory]
    [InlineData("a.example.test", DnsType.A, DnsRcode.NoError, "192.0.2.2")]
    [InlineData("A.EXAMPLE.TEST", DnsType.A, DnsRcode.NoError, "192.0.2.2")]
    [InlineData("alias.example.test", DnsType.A, DnsRcode.NoError, "a.example.test.|192.0.2.2")]
    [InlineData("alias.example.test", DnsType.CNAME, DnsRcode.NoError, "a.example.test.")]
    [InlineData("far.example.test", DnsType.A, DnsRcode.NoError, "host.other.test.|192.0.2.3")]
    [InlineData("out.example.test", DnsType.A, DnsRcode.NoError, "host.elsewhere.test.")]
    [InlineData("loop.example.test", DnsType.A, DnsRcode.NoError, "pool.example.test.|loop.example.test.")]
    [InlineData("a.example.test", DnsType.MX, DnsRcode.NoError, "")]
    [InlineData("none.example.test", DnsType.A, DnsRcode.NxDomain, "")]
    [InlineData("elsewhere.test", DnsType.A, DnsRcode.Refused, "")]
    public async Task Questions_are_answered_from_the_zones(string name, DnsType type, int rcode, string answers)
    {
        await using var server = LabDnsServer.Start([Zone, Other]);
        foreach (var overTcp in new[] { false, true })
        {
            var answer = await AskAsync(server, name, type, overTcp);
            Assert.Equal(rcode, answer.Rcode);
            Assert.Equal(answers, string.Join('|', answer.Answers.Select(record => record.DataText)));
            Assert.Equal(rcode != DnsRcode.Refused, answer.Authoritative);
        }
        Assert.Equal(2, server.QueryCount);
        Assert.Equal([false, true], server.Queries.Select(query => query.OverTcp));
    }

    [Theory]
    [InlineData("none.example.test", DnsType.A)]
    [InlineData("a.example.test", DnsType.MX)]
    public async Task A_negative_answer_has_the_SOA_and_says_how_long_it_holds(string name, DnsType type) // RFC 2308
    {
        await using var server = LabDnsServer.Start([Zone]);
        var soa = Assert.IsType<SoaRecord>(Assert.Single((await AskAsync(server, name, type)).Authority));
        Assert.Equal(TimeSpan.FromSeconds(60), soa.TimeToLive);
    }

    [Fact]
    public async Task A_big_answer_is_truncated_over_UDP_and_whole_over_TCP()
    {
        await using var server = LabDnsServer.Start([Zone]);
        Assert.True((await AskAsync(server, "big.example.test", DnsType.TXT)).Truncated);
        var whole = await AskAsync(server, "big.example.test", DnsType.TXT, overTcp: true);
        Assert.False(whole.Truncated);
        Assert.Equal(30, Assert.IsType<TxtRecord>(Assert.Single(whole.Answers)).Strings.Count);
    }

    [Fact]
    public async Task Faults_strike_the_name_and_type_they_were_ordered_for_as_often_as_ordered()
    {
        await using var server = LabDnsServer.Start([Zone]);
        server.Order("a.example.test", new LabDnsFault(LabDnsFaultKind.ServFail) { Type = DnsType.A, Times = 2 });
        Assert.Equal(DnsRcode.NoError, (await AskAsync(server, "a.example.test", DnsType.MX)).Rcode);
        Assert.Equal(DnsRcode.NoError, (await AskAsync(server, "ns.example.test", DnsType.A)).Rcode);
        Assert.Equal(DnsRcode.ServFail, (await AskAsync(server, "a.example.test", DnsType.A)).Rcode);
        Assert.Equal(DnsRcode.ServFail, (await AskAsync(server, "a.example.test", DnsType.A)).Rcode);
        Assert.Equal(DnsRcode.NoError, (await AskAsync(server, "a.example.test", DnsType.A)).Rcode);
    }

    [Theory]
    [InlineData(LabDnsFaultKind.ServFail, DnsOutcome.ServFail)]
    [InlineData(LabDnsFaultKind.Refused, DnsOutcome.Refused)]
    [InlineData(LabDnsFaultKind.NotImplemented, DnsOutcome.ServerError)]
    [InlineData(LabDnsFaultKind.Drop, DnsOutcome.Timeout)]
    [InlineData(LabDnsFaultKind.WrongId, DnsOutcome.Timeout)]
    [InlineData(LabDnsFaultKind.WrongQuestion, DnsOutcome.Timeout)]
    [InlineData(LabDnsFaultKind.WrongIdFirst, DnsOutcome.Answer)]
    [InlineData(LabDnsFaultKind.Truncate, DnsOutcome.Answer)]
    [InlineData(LabDnsFaultKind.Late, DnsOutcome.Answer)]
    public async Task A_resolver_sees_the_fault(LabDnsFaultKind kind, DnsOutcome outcome)
    {
        await using var server = LabDnsServer.Start([Zone]);
        server.Order("a.example.test", new LabDnsFault(kind) { Delay = TimeSpan.FromMilliseconds(20) });
        await using var resolver = new DnsResolver(
            new DnsResolverOptions { Servers = [server.EndPoint], Timeout = TimeSpan.FromSeconds(outcome == DnsOutcome.Timeout ? 0.3 : 20), Attempts = 1 }, TimeProvider.System);
        Assert.Equal(outcome, (await resolver.ResolveAsync(DnsName.Parse("a.example.test"), DnsType.A, TestContext.Current.CancellationToken)).Outcome);
    }

    [Theory]
    [InlineData(LabDnsFaultKind.Garbage)]
    [InlineData(LabDnsFaultKind.CutShort)]
    public async Task Garbage_is_no_message(LabDnsFaultKind kind)
    {
        await using var server = LabDnsServer.Start([Zone]);
        server.Order("a.example.test", new LabDnsFault(kind));
        Assert.False(DnsMessage.TryRead(await ExchangeAsync(server, Query("a.example.test", DnsType.A)), out _, out _));
    }

    [Fact]
    public async Task Hostile_octets_do_no_harm()
    {
        await using var server = LabDnsServer.Start([Zone]);
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var random = new Random(1);
        for (var n = 0; n < 300; n++)
        {
            var octets = new byte[random.Next(0, 80)];
            random.NextBytes(octets);
            await client.SendAsync(octets, server.EndPoint, TestContext.Current.CancellationToken);
        }
        Assert.Equal(DnsRcode.NoError, (await AskAsync(server, "a.example.test", DnsType.A)).Rcode);
    }

    [Fact]
    public async Task A_query_that_cannot_be_read_gets_FORMERR_and_a_response_nothing()
    {
        await using var server = LabDnsServer.Start([Zone]);
        var broken = Query("a.example.test", DnsType.A)[..20];
        Assert.True(DnsMessage.TryRead(await ExchangeAsync(server, broken), out var answer, out _));
        Assert.Equal(DnsRcode.FormatError, answer.Rcode);

        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        broken[2] |= 0x80;
        await client.SendAsync(broken, server.EndPoint, TestContext.Current.CancellationToken);
        await client.SendAsync(Query("a.example.test", DnsType.A), server.EndPoint, TestContext.Current.CancellationToken);
        var first = await client.ReceiveAsync(TestContext.Current.CancellationToken);
        Assert.True(DnsMessage.TryRead(first.Buffer, out var reply, out _));
        Assert.Single(reply.Answers); // the reply to the second: there was none to the first
    }

    [Fact]
    public async Task Disposing_gives_the_port_back_while_answers_are_still_late()
    {
        IPEndPoint endPoint;
        await using (var server = LabDnsServer.Start([Zone]))
        {
            endPoint = server.EndPoint;
            server.Order("a.example.test", new LabDnsFault(LabDnsFaultKind.Late) { Delay = TimeSpan.FromHours(1) });
            using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            await client.SendAsync(Query("a.example.test", DnsType.A), endPoint, TestContext.Current.CancellationToken);
            while (server.QueryCount == 0) await Task.Delay(2, TestContext.Current.CancellationToken);
        }
        using var again = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        again.Bind(endPoint);
    }

    [Fact]
    public void It_stays_on_the_loopback_interface() => Assert.Throws<ArgumentException>(() => LabDnsServer.Start([Zone], IPAddress.Any));

    private static byte[] Query(string name, DnsType type) => DnsMessageWriter.Write(
        new DnsMessage { Id = 4711, RecursionDesired = true, Question = new DnsQuestion(DnsName.Parse(name), type), Edns = new DnsEdns(1232) });

    private static async Task<DnsMessage> AskAsync(LabDnsServer server, string name, DnsType type, bool overTcp = false)
    {
        var octets = overTcp ? await ExchangeByTcpAsync(server, Query(name, type)) : await ExchangeAsync(server, Query(name, type));
        Assert.True(DnsMessage.TryRead(octets, out var answer, out var problem), problem);
        Assert.Equal(4711, answer.Id);
        return answer;
    }

    private static async Task<byte[]> ExchangeAsync(LabDnsServer server, byte[] query)
    {
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await client.SendAsync(query, server.EndPoint, TestContext.Current.CancellationToken);
        return (await client.ReceiveAsync(TestContext.Current.CancellationToken)).Buffer;
    }

    private static async Task<byte[]> ExchangeByTcpAsync(LabDnsServer server, byte[] query)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.EndPoint, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(new byte[] { (byte)(query.Length >> 8), (byte)query.Length }.Concat(query).ToArray(), TestContext.Current.CancellationToken);
        var prefix = new byte[2];
        await stream.ReadExactlyAsync(prefix, TestContext.Current.CancellationToken);
        var answer = new byte[prefix[0] << 8 | prefix[1]];
        await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        return answer;
    }
}
