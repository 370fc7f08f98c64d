using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Metrics;

public sealed class RelayHttpEndpointTests : IAsyncLifetime
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private IReadOnlyList<string> _problems = [];
    private RelayHttpEndpoint _endpoint = null!;

    private Uri Root => new($"http://{_endpoint.LocalEndPoint}/");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _endpoint = new RelayHttpEndpoint(new IPEndPoint(IPAddress.Loopback, 0), () => _problems, () => "metric 1\n", TimeProvider.System);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task Health_is_200_while_all_is_well()
    {
        using var answer = await _client.GetAsync(new Uri(Root, "health?verbose"), Token);
        Assert.Equal((HttpStatusCode.OK, "OK\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task Health_is_503_with_the_reasons_when_it_is_not()
    {
        _problems = ["The disk is full.", "A second\nreason."];
        using var answer = await _client.GetAsync(new Uri(Root, "health"), Token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "The disk is full.\nA second\uFFFDreason.\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task Metrics_come_in_their_media_type()
    {
        using var answer = await _client.GetAsync(new Uri(Root, "metrics"), Token);
        Assert.Equal("metric 1\n", await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal(MediaTypeHeaderValue.Parse("text/plain; version=0.0.4; charset=utf-8"), answer.Content.Headers.ContentType);
    }

    [Fact]
    public async Task HEAD_gets_the_length_alone()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(Root, "metrics"));
        using var answer = await _client.SendAsync(request, Token);
        Assert.Equal(9, answer.Content.Headers.ContentLength);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET /metrics HTTP/1.0\r\n\r\n", 200)]
    [InlineData("GET /metrics HTTP/1.1\r\n\r\n", 403)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost:80\r\n\r\n", 200)]
    [InlineData("GET /metrics HTTP/1.1\r\nhost: [::1]:80\r\n\r\n", 200)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 200)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: rebound.example\r\n\r\n", 403)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n", 403)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost\r\nHost: rebound.example\r\n\r\n", 403)]
    [InlineData("POST /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", 405)]
    [InlineData("EHLO me\r\n\r\n", 400)]
    [InlineData("GET /metrics\r\n\r\n", 400)]
    [InlineData("GET  /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("\r\n\r\n", 400)]
    public async Task Other_requests_are_refused(string request, int status) =>
        Assert.StartsWith(FormattableString.Invariant($"HTTP/1.1 {status} "), await AskAsync(request), StringComparison.Ordinal);

    [Fact]
    public async Task A_request_without_end_is_cut_off() =>
        Assert.StartsWith("HTTP/1.1 431 ", await AskAsync("GET /metrics HTTP/1.1\r\n" + new string('x', 8192)), StringComparison.Ordinal);

    [Fact]
    public async Task A_client_that_goes_away_hurts_nobody()
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(_endpoint.LocalEndPoint, Token);
            await client.GetStream().WriteAsync("GET /he"u8.ToArray(), Token);
        }
        using var answer = await _client.GetAsync(new Uri(Root, "health"), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public void Only_loopback_will_do(string address) =>
        Assert.Throws<ArgumentException>(() => new RelayHttpEndpoint(new IPEndPoint(IPAddress.Parse(address), 0), () => [], () => "", TimeProvider.System));

    private async Task<string> AskAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_endpoint.LocalEndPoint, Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(Token);
    }
}
