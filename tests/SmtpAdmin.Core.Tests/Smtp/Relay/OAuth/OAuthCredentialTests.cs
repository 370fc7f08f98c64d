using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

public sealed class OAuthCredentialTests
{
    private const string Secret = "s3cret/+ &=~value";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_credentials_are_asked_for_as_RFC_6749_section_4_4_has_it()
    {
        await using var server = TokenServer.With(TokenServer.Good("token-1"));
        using var source = Source(server, new ManualClock(), Options(server) with { Scope = "https://outlook.office365.com/.default" });
        var credentials = await source.GetAsync(Token);
        Assert.Equal(("printer@example.org", true, "token-1"), (credentials.UserName, credentials.IsAccessToken, credentials.Secret));

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /oauth2/token HTTP/1.1", request.Head[0]);
        Assert.Equal("application/x-www-form-urlencoded", request.Header("Content-Type"));
        Assert.Null(request.Header("Authorization"));
        Assert.Equal(
            [("client_id", "client-7"), ("client_secret", Secret), ("grant_type", "client_credentials"), ("scope", "https://outlook.office365.com/.default")],
            request.Form.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public async Task The_secret_may_go_by_HTTP_Basic()
    {
        await using var server = TokenServer.With(TokenServer.Good("token-1"));
        using var source = Source(server, new ManualClock(), Options(server) with { ClientAuthentication = OAuthClientAuthentication.Basic });
        await source.GetAsync(Token);
        var request = Assert.Single(server.Requests);
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(request.Header("Authorization")!["Basic ".Length..]));
        Assert.Equal("client-7:s3cret%2F%2B+%26%3D~value", pair.Replace("%7E", "~", StringComparison.Ordinal));
        Assert.Equal(["grant_type"], request.Form.Keys);
    }

    [Fact]
    public async Task A_token_is_kept_until_shortly_before_it_ends()
    {
        await using var server = TokenServer.With(TokenServer.Good("token-1"), TokenServer.Good("token-2"));
        var clock = new ManualClock();
        using var source = Source(server, clock);
        Assert.Equal("token-1", (await source.GetAsync(Token)).Secret);
        clock.Advance(TimeSpan.FromMinutes(54.9));
        Assert.Equal("token-1", (await source.GetAsync(Token)).Secret);
        Assert.Single(server.Requests);
        clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Equal("token-2", (await source.GetAsync(Token)).Secret);
    }

    [Fact]
    public async Task However_many_wait_one_request_is_made()
    {
        var open = new TaskCompletionSource();
        await using var server = new TokenServer(async _ =>
        {
            await open.Task;
            return TokenServer.Good("token-1");
        });
        using var source = Source(server, new ManualClock());
        var waiting = Enumerable.Range(0, 20).Select(_ => source.GetAsync(Token).AsTask()).ToArray();
        using var impatient = new CancellationTokenSource();
        var leaver = source.GetAsync(impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        open.SetResult();
        Assert.All(await Task.WhenAll(waiting), credentials => Assert.Equal("token-1", credentials.Secret));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_refused_token_is_dropped_once_and_not_again_at_each_refusal()
    {
        await using var server = TokenServer.With(TokenServer.Good("token-1"), TokenServer.Good("token-2"), TokenServer.Good("token-3"));
        var clock = new ManualClock();
        using var source = Source(server, clock);
        await source.GetAsync(Token);
        source.Refused();
        Assert.Equal("token-2", (await source.GetAsync(Token)).Secret);
        source.Refused();
        Assert.Equal("token-2", (await source.GetAsync(Token)).Secret);
        clock.Advance(TimeSpan.FromMinutes(2));
        source.Refused();
        Assert.Equal("token-3", (await source.GetAsync(Token)).Secret);
    }

    [Fact]
    public async Task After_a_failure_nothing_is_asked_for_a_while_and_longer_each_time()
    {
        await using var server = TokenServer.With(TokenServer.Json("down", "500 Oops"), TokenServer.Json("down", "503 Oops"), TokenServer.Good("token-1"));
        var clock = new ManualClock();
        using var source = Source(server, clock);
        Assert.Contains("status 500", await RefusalAsync(source), StringComparison.Ordinal);
        Assert.Contains("is made in 5 s", await RefusalAsync(source), StringComparison.Ordinal);
        Assert.Single(server.Requests);

        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("status 503", await RefusalAsync(source), StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromSeconds(9));
        await RefusalAsync(source);
        Assert.Equal(2, server.Requests.Count);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("token-1", (await source.GetAsync(Token)).Secret);
    }

    [Fact]
    public async Task The_servers_own_Retry_After_is_kept()
    {
        await using var server = TokenServer.With(TokenServer.Error("temporarily_unavailable", status: "429 Too Many", headers: "Retry-After: 120\r\n"), TokenServer.Good("token-1"));
        var clock = new ManualClock();
        using var source = Source(server, clock);
        Assert.Contains("in 120 s", await RefusalAsync(source), StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromSeconds(119));
        await RefusalAsync(source);
        Assert.Single(server.Requests);
        clock.Advance(TimeSpan.FromSeconds(1));
        await source.GetAsync(Token);
    }

    [Fact]
    public async Task A_token_that_is_still_good_is_used_while_its_renewal_fails()
    {
        await using var server = TokenServer.With(TokenServer.Good("token-1"), TokenServer.Json("down", "500 Oops"));
        var clock = new ManualClock();
        using var source = Source(server, clock);
        await source.GetAsync(Token);
        clock.Advance(TimeSpan.FromMinutes(56));
        Assert.Equal("token-1", (await source.GetAsync(Token)).Secret);
        Assert.Equal("token-1", (await source.GetAsync(Token)).Secret);
        Assert.Equal(2, server.Requests.Count);
        clock.Advance(TimeSpan.FromMinutes(4));
        await RefusalAsync(source);
    }

    [Fact]
    public async Task A_secret_that_was_changed_in_its_file_is_used()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("secret", "old\n");
        await using var server = TokenServer.With(TokenServer.Error("invalid_client", status: "401 Unauthorized"), TokenServer.Good("token-1"));
        var clock = new ManualClock();
        using var source = Source(server, clock, Options(server) with { ClientSecret = RelaySecret.FromFile(path) });
        await RefusalAsync(source);
        folder.Write("secret", "new\r\n");
        clock.Advance(TimeSpan.FromMinutes(1));
        await source.GetAsync(Token);
        Assert.Equal(["old", "new"], server.Requests.Select(request => request.Form["client_secret"]));
    }

    [Fact]
    public async Task A_secret_that_is_not_to_be_had_is_told_and_nothing_is_sent()
    {
        await using var server = TokenServer.With(TokenServer.Good("token-1"));
        using var source = Source(server, new ManualClock(), Options(server) with { ClientSecret = RelaySecret.FromFile("/nonexistent/secret") });
        Assert.Contains("/nonexistent/secret", await RefusalAsync(source), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_source_that_is_disposed_ends_its_request()
    {
        var asked = new TaskCompletionSource();
        await using var server = new TokenServer(async _ =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, Token);
            return null;
        });
        var source = Source(server, new ManualClock());
        var waiting = source.GetAsync(Token).AsTask();
        await asked.Task.WaitAsync(Token);
        source.Dispose();
        await Assert.ThrowsAsync<SmtpCredentialException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await source.GetAsync(Token));
    }

    [Fact]
    public void Neither_a_source_nor_its_options_show_a_secret()
    {
        var options = new OAuthOptions { UserName = "a@b.test", TokenEndpoint = new Uri("https://login.test/token"), ClientId = "id", ClientSecret = RelaySecret.FromText(Secret) };
        using var source = new OAuthClientCredentials(options, TimeProvider.System);
        Assert.DoesNotContain(Secret, $"{source} {options} {options.ClientSecret}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://login.test/token", "clear")]
    [InlineData("ftp://login.test/token", "https")]
    [InlineData("https://user:pass@login.test/token", "user")]
    [InlineData("https://login.test/token#x", "fragment")]
    [InlineData("https://login.test/token", null)]
    [InlineData("http://localhost:8080/token", null)]
    [InlineData("http://[::1]/token", null)]
    public void A_secret_is_sent_by_https_or_to_this_machine(string endpoint, string? problem)
    {
        var options = new OAuthOptions { UserName = "a@b.test", TokenEndpoint = new Uri(endpoint), ClientId = "id", ClientSecret = RelaySecret.FromText(Secret) };
        var refusal = Record.Exception(() => new OAuthClientCredentials(options, TimeProvider.System).Dispose());
        if (problem is null) Assert.Null(refusal);
        else Assert.Contains(problem, Assert.IsType<ArgumentException>(refusal).Message, StringComparison.Ordinal);
    }

    private static OAuthOptions Options(TokenServer server) =>
        new() { UserName = "printer@example.org", TokenEndpoint = server.Address, ClientId = "client-7", ClientSecret = RelaySecret.FromText(Secret) };

    private static OAuthClientCredentials Source(TokenServer server, TimeProvider time, OAuthOptions? options = null) => new(options ?? Options(server), time);

    private static async Task<string> RefusalAsync(OAuthCredential source)
    {
        var refusal = await Assert.ThrowsAsync<SmtpCredentialException>(async () => await source.GetAsync(Token));
        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.Ordinal);
        return refusal.Message;
    }
}
