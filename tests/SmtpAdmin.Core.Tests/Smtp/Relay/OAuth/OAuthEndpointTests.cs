using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>Token endpoints that do what they should not.</summary>
public sealed class OAuthEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = StubHttpServer.With(OAuthBench.Good("stolen"));
        await using var server = StubHttpServer.With($"HTTP/1.1 307 Go\r\nLocation: {elsewhere.Root}?code=1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var failure = await FailureAsync(server);
        Assert.Contains("redirects", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("code=1", failure.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using var server = StubHttpServer.With($"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{new string(' ', 10_000_000)}");
        Assert.Contains("more than 64 KiB", (await FailureAsync(server)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_without_end_is_cut_off()
    {
        await using var server = StubHttpServer.With($"HTTP/1.1 200 OK\r\nX: {new string('x', 100_000)}\r\n\r\n");
        Assert.False((await FailureAsync(server)).IsPermanent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("220 mail.example.org ESMTP\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\n{\"access_token\"")]
    public async Task A_server_that_breaks_off_or_speaks_something_else_is_asked_again_later(string? answer)
    {
        await using var server = StubHttpServer.With(answer);
        Assert.False((await FailureAsync(server)).IsPermanent);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_given_up()
    {
        await using var server = new StubHttpServer(async _ =>
        {
            await Task.Delay(Timeout.Infinite, Token);
            return null;
        });
        var clock = new ManualClock();
        var asking = FailureAsync(server, clock);
        await clock.AdvanceUntilAsync(asking, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        Assert.Contains("did not answer within 30 seconds", (await asking).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told()
    {
        Uri address;
        await using (var server = StubHttpServer.With(OAuthBench.Good("x"))) address = server.Root;
        var failure = await FailureAsync(address, TimeProvider.System);
        Assert.Contains("no connection", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsPermanent);
    }

    [Fact]
    public async Task A_new_refresh_token_is_stored_in_the_place_of_the_old_one()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("refresh", "first\n");
        await using var server = StubHttpServer.With(Rotated("token-1", "second"), OAuthBench.Good("token-2"), OAuthBench.Good("token-3"));
        var clock = new ManualClock();
        using var source = new OAuthRefreshToken(OAuthBench.OptionsFor(server) with { ClientSecret = null, Scope = "mail" }, RelaySecret.FromFile(path), clock);
        Assert.Equal("token-1", (await source.GetAsync(Token)).Secret);
        Assert.Equal("second\n", await File.ReadAllTextAsync(path, Token));
        clock.Advance(TimeSpan.FromHours(2));
        await source.GetAsync(Token);
        folder.Write("refresh", "by hand\n");
        clock.Advance(TimeSpan.FromHours(2));
        await source.GetAsync(Token);
        Assert.Equal(["first", "second", "by hand"], server.Requests.Select(request => request.Form["refresh_token"]));
        Assert.Equal(["client_id", "grant_type", "refresh_token", "scope"], server.Requests[0].Form.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("refresh_token", server.Requests[0].Form["grant_type"]);
    }

    [Fact]
    public async Task A_new_refresh_token_that_cannot_be_stored_is_used_and_warned_of()
    {
        await using var server = StubHttpServer.With(Rotated("token-1", "second"), OAuthBench.Good("token-2"));
        var (clock, log) = (new ManualClock(), new MemoryLog());
        using var source = new OAuthRefreshToken(OAuthBench.OptionsFor(server), RelaySecret.FromText("first"), clock) { Log = log };
        await source.GetAsync(Token);
        clock.Advance(TimeSpan.FromHours(2));
        await source.GetAsync(Token);
        Assert.Equal(["first", "second"], server.Requests.Select(request => request.Form["refresh_token"]));
        var warning = Assert.Single(log.Warnings);
        Assert.Contains("not stored", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("second", warning, StringComparison.Ordinal);
    }

    private static string Rotated(string token, string refresh) =>
        StubHttpServer.Json($$"""{"token_type":"Bearer","expires_in":3600,"access_token":"{{token}}","refresh_token":"{{refresh}}"}""");

    private static Task<OAuthFailure> FailureAsync(StubHttpServer server, TimeProvider? time = null) => FailureAsync(server.Root, time ?? TimeProvider.System);

    private static async Task<OAuthFailure> FailureAsync(Uri address, TimeProvider time)
    {
        using var endpoint = new OAuthEndpoint(OAuthBench.OptionsFor(address), time);
        var outcome = await endpoint.AskAsync(new OAuthRequest([new("grant_type", "client_credentials")], OAuthBench.Secret, null), Token);
        Assert.NotNull(outcome.Failure);
        Assert.DoesNotContain(OAuthBench.Secret, outcome.Failure.Message, StringComparison.Ordinal);
        return outcome.Failure;
    }
}
