using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns.Update;

public sealed class DnsRepeatedRequestsTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(100, 1, 100)]
    [InlineData(100, 3, 34)]
    [InlineData(100, 99, 2)]
    [InlineData(100, 100, 1)]
    public async Task What_a_connection_leaves_open_is_asked_on_another(int count, int perConnection, int connections)
    {
        var server = new ClosingServer(perConnection, DnsOutcome.Unreachable);
        var results = await AskAsync(server, count);
        Assert.Equal(Requests(count), results.Select(result => result.Answer!));
        Assert.Equal(connections, server.Connections);
    }

    [Fact]
    public async Task A_server_that_answers_nothing_is_asked_once()
    {
        var server = new ClosingServer(0, DnsOutcome.Unreachable);
        Assert.All(await AskAsync(server, 10), result => Assert.Equal(("It closed.", DnsOutcome.Unreachable), (result.Detail, result.Failure)));
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData(DnsOutcome.Timeout)]
    [InlineData(DnsOutcome.Malformed)]
    public async Task What_failed_otherwise_is_not_repeated(DnsOutcome failure)
    {
        var server = new ClosingServer(4, failure);
        Assert.Equal(6, (await AskAsync(server, 10)).Count(result => result.Failure == failure));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task There_is_an_end_to_connections()
    {
        var server = new ClosingServer(1, DnsOutcome.Unreachable);
        var results = await AskAsync(server, 1000);
        Assert.Equal(server.Connections, results.Count(result => result.Answer is not null));
        Assert.InRange(server.Connections, 2, 999);
        Assert.All(results.Where(result => result.Answer is null), result => Assert.Equal(DnsOutcome.Unreachable, result.Failure));
    }

    private static byte[][] Requests(int count) => [.. Enumerable.Range(0, count).Select(n => new byte[] { (byte)(n >> 8), (byte)n })];

    private static Task<DnsExchanged[]> AskAsync(ClosingServer server, int count) =>
        new DnsRepeatedRequests(server).ExchangeAsync(Requests(count), (at, answer) => answer.SequenceEqual(Requests(count)[at]) ? null : "it is another's", TestContext.Current.CancellationToken);

    /// <summary>Answers so many requests of each connection, the last ones first, and echoes them.</summary>
    private sealed class ClosingServer(int perConnection, DnsOutcome failure) : IDnsExchange
    {
        public int Connections { get; private set; }

        public Task<DnsExchanged[]> ExchangeAsync(IReadOnlyList<byte[]> requests, Func<int, byte[], string?> refuse, CancellationToken cancellationToken)
        {
            Connections++;
            return Task.FromResult(requests.Select((request, at) =>
            {
                if (at < requests.Count - perConnection) return DnsExchanged.Failed(wasSent: true, failure, "It closed.");
                Assert.Null(refuse(at, request));
                return DnsExchanged.Of(request);
            }).ToArray());
        }
    }
}
