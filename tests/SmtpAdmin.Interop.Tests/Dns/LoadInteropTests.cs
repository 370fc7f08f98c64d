using System.Globalization;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Dns;

public class LoadInteropTests(PeerSet peers) : NameServerTests(peers)
{
    private const int Burst = 2000;

    [Theory]
    [InlineData(NameServer.Bind)]
    [InlineData(NameServer.Nsd)]
    [InlineData(NameServer.Unbound)]
    public async Task Two_thousand_look_ups_at_once_are_all_answered(NameServer server)
    {
        await using var resolver = new DnsResolver(Options(await RequireAsync(server)), TimeProvider.System);

        var answers = await Task.WhenAll(Enumerable.Range(0, Burst).Select(n =>
            resolver.ResolveAsync(DnsName.Parse(string.Create(CultureInfo.InvariantCulture, $"h{n}.wild.interop.test")), DnsType.A, Token).AsTask()));

        Assert.All(answers, answer => Assert.Equal((DnsOutcome.Answer, ""), (answer.Outcome, answer.Detail)));
        Assert.All(answers, (answer, n) => Assert.Equal($"h{n}.wild.interop.test", answer.Records[0].Name.ToString()));
    }

    [Fact]
    public async Task Two_thousand_look_ups_at_once_of_a_blacklist_server_lose_none()
    {
        await Peers.Rbldnsd.RequireAsync();
        await using var resolver = new DnsResolver(Options(Peers.Rbldnsd.EndPoint), TimeProvider.System);

        var answers = await Task.WhenAll(Enumerable.Range(0, Burst).Select(n =>
            resolver.ResolveAsync(DnsName.Parse(string.Create(CultureInfo.InvariantCulture, $"{n % 250}.{n / 250}.0.10.bl.test")), DnsType.A, Token).AsTask()));

        Assert.All(answers, answer => Assert.Equal((DnsOutcome.Answer, "127.0.0.4"), (answer.Outcome, answer.Records.Count == 0 ? answer.Detail : answer.Records[0].DataText)));
    }

    [Theory]
    [InlineData(NameServer.Bind, 1232)]
    [InlineData(NameServer.Bind, 0)]
    [InlineData(NameServer.Nsd, 1232)]
    [InlineData(NameServer.Nsd, 512)]
    [InlineData(NameServer.Unbound, 1232)]
    public async Task An_answer_too_big_for_a_datagram_comes_whole_by_TCP(NameServer server, int udpPayloadSize)
    {
        await using var resolver = new DnsResolver(Options(await RequireAsync(server)) with { UdpPayloadSize = (ushort)udpPayloadSize }, TimeProvider.System);

        var answer = await resolver.ResolveAsync(DnsName.Parse("big.interop.test"), DnsType.TXT, Token);

        var record = Assert.IsType<TxtRecord>(Assert.Single(answer.Records));
        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"{n:00}{new string((char)('a' + n), 98)}"), record.Strings.Select(part => System.Text.Encoding.ASCII.GetString(part.Span)));
    }

    [Theory]
    [InlineData(NameServer.Bind)]
    [InlineData(NameServer.Nsd)]
    public async Task A_hundred_answers_by_TCP_at_once_all_come(NameServer server)
    {
        await using var resolver = new DnsResolver(Options(await RequireAsync(server)), TimeProvider.System);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n =>
            resolver.ResolveAsync(DnsName.Parse(string.Create(CultureInfo.InvariantCulture, $"h{n}.bulk.interop.test")), DnsType.TXT, Token).AsTask()));

        Assert.All(answers, answer => Assert.Equal((DnsOutcome.Answer, ""), (answer.Outcome, answer.Detail)));
        Assert.All(answers, answer => Assert.Equal(2000, Assert.IsType<TxtRecord>(Assert.Single(answer.Records)).Text.Length));
    }
}
