using System.Text;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

public sealed class OAuthCredentialTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_credentials_are_asked_for_as_RFC_6749_section_4_4_has_it()
    {
        await using var bench = new OAuthBench(OAuthBench.Good("token-1"));
        bench.Options = bench.Options with { Scope = "https://outlook.office365.com/.default" };
        var credentials = await bench.Source.GetAsync(Token);
        Assert.Equal(("printer@example.org", true, "token-1"), (credentials.UserName, credentials.IsAccessToken, credentials.Secret));

        var request = Assert.Single(bench.Server.Requests);
        Assert.Equal("POST /oauth2/token HTTP/1.1", request.Head[0]);
        Assert.Equal("application/x-www-form-urlencoded", request.Header("Content-Type"));
        Assert.Null(request.Header("Authorization"));
        Assert.Equal(
            [("client_id", "client-7"), ("client_secret", OAuthBench.Secret), ("grant_type", "client_credentials"), ("scope", "https://outlook.office365.com/.default")],
            request.Form.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public async Task The_secret_may_go_by_HTTP_Basic()
    {
        await using var bench = new OAuthBench(OAuthBench.Good("token-1"));
        bench.Options = bench.Options with { ClientAuthentication = OAuthClientAuthentication.Basic };
        await bench.GetAsync();
        var request = Assert.Single(bench.Server.Requests);
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(request.Header("Authorization")!["Basic ".Length..]));
        Assert.Equal("client-7:s3cret%2F%2B+%26%3D~value", pair.Replace("%7E", "~", StringComparison.Ordinal));
        Assert.Equal(["grant_type"], request.Form.Keys);
    }

    [Fact]
    public async Task A_token_is_kept_until_shortly_before_it_ends()
    {
        await using var bench = new OAuthBench(OAuthBench.Good("token-1"), OAuthBench.Good("token-2"));
        Assert.Equal("token-1", await bench.GetAsync());
        bench.Clock.Advance(TimeSpan.FromMinutes(54.9));
        Assert.Equal("token-1", await bench.GetAsync());
        Assert.Single(bench.Server.Requests);
        bench.Clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Equal("token-2", await bench.GetAsync());
    }

    [Fact]
    public async Task However_many_wait_one_request_is_made()
    {
        var open = new TaskCompletionSource();
        await using var bench = new OAuthBench(new StubHttpServer(async _ =>
        {
            await open.Task;
            return OAuthBench.Good("token-1");
        }));
        var waiting = Enumerable.Range(0, 20).Select(_ => bench.GetAsync()).ToArray();
        using var impatient = new CancellationTokenSource();
        var leaver = bench.Source.GetAsync(impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        open.SetResult();
        Assert.All(await Task.WhenAll(waiting), token => Assert.Equal("token-1", token));
        Assert.Single(bench.Server.Requests);
    }

    [Fact]
    public async Task A_refused_token_is_dropped_once_and_not_again_at_each_refusal()
    {
        await using var bench = new OAuthBench(OAuthBench.Good("token-1"), OAuthBench.Good("token-2"), OAuthBench.Good("token-3"));
        await bench.GetAsync();
        bench.Source.Refused();
        Assert.Equal("token-2", await bench.GetAsync());
        bench.Source.Refused();
        Assert.Equal("token-2", await bench.GetAsync());
        bench.Clock.Advance(TimeSpan.FromMinutes(2));
        bench.Source.Refused();
        Assert.Equal("token-3", await bench.GetAsync());
    }

    [Fact]
    public async Task After_a_failure_nothing_is_asked_for_a_while_and_longer_each_time()
    {
        await using var bench = new OAuthBench(StubHttpServer.Json("down", "500 Oops"), StubHttpServer.Json("down", "503 Oops"), OAuthBench.Good("token-1"));
        Assert.Contains("status 500", await bench.RefusalAsync(), StringComparison.Ordinal);
        Assert.Contains("is made in 5 s", await bench.RefusalAsync(), StringComparison.Ordinal);
        Assert.Single(bench.Server.Requests);

        bench.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("status 503", await bench.RefusalAsync(), StringComparison.Ordinal);
        bench.Clock.Advance(TimeSpan.FromSeconds(9));
        await bench.RefusalAsync();
        Assert.Equal(2, bench.Server.Requests.Count);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("token-1", await bench.GetAsync());
    }

    [Fact]
    public async Task The_servers_own_Retry_After_is_kept()
    {
        await using var bench = new OAuthBench(OAuthBench.Error("temporarily_unavailable", status: "429 Too Many", headers: "Retry-After: 120\r\n"), OAuthBench.Good("token-1"));
        Assert.Contains("in 120 s", await bench.RefusalAsync(), StringComparison.Ordinal);
        bench.Clock.Advance(TimeSpan.FromSeconds(119));
        await bench.RefusalAsync();
        Assert.Single(bench.Server.Requests);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.GetAsync();
    }

    [Fact]
    public async Task A_token_that_is_still_good_is_used_while_its_renewal_fails()
    {
        await using var bench = new OAuthBench(OAuthBench.Good("token-1"), StubHttpServer.Json("down", "500 Oops"));
        await bench.GetAsync();
        bench.Clock.Advance(TimeSpan.FromMinutes(56));
        Assert.Equal("token-1", await bench.GetAsync());
        Assert.Equal("token-1", await bench.GetAsync());
        Assert.Equal(2, bench.Server.Requests.Count);
        bench.Clock.Advance(TimeSpan.FromMinutes(4));
        await bench.RefusalAsync();
    }

    [Fact]
    public async Task A_secret_that_was_changed_in_its_file_is_used()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("secret", "old\n");
        await using var bench = new OAuthBench(OAuthBench.Error("invalid_client", status: "401 Unauthorized"), OAuthBench.Good("token-1"));
        bench.Options = bench.Options with { ClientSecret = RelaySecret.FromFile(path) };
        await bench.RefusalAsync();
        folder.Write("secret", "new\r\n");
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.GetAsync();
        Assert.Equal(["old", "new"], bench.Server.Requests.Select(request => request.Form["client_secret"]));
    }

    [Fact]
    public async Task A_secret_that_is_not_to_be_had_is_told_and_nothing_is_sent()
    {
        await using var bench = new OAuthBench(OAuthBench.Good("token-1"));
        bench.Options = bench.Options with { ClientSecret = RelaySecret.FromFile("/nonexistent/secret") };
        Assert.Contains("/nonexistent/secret", await bench.RefusalAsync(), StringComparison.Ordinal);
        Assert.Empty(bench.Server.Requests);
    }

    [Fact]
    public async Task A_source_that_is_disposed_ends_its_request()
    {
        var asked = new TaskCompletionSource();
        await using var bench = new OAuthBench(new StubHttpServer(async _ =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, Token);
            return null;
        }));
        var waiting = bench.GetAsync();
        await asked.Task.WaitAsync(Token);
        bench.Source.Dispose();
        await Assert.ThrowsAsync<SmtpCredentialException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(bench.GetAsync);
    }

    [Fact]
    public void Neither_a_source_nor_its_options_show_a_secret()
    {
        var options = OAuthBench.OptionsFor(new Uri("https://login.test/token"));
        using var source = new OAuthClientCredentials(options, TimeProvider.System);
        Assert.DoesNotContain(OAuthBench.Secret, $"{source} {options} {options.ClientSecret}", StringComparison.Ordinal);
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
        var options = OAuthBench.OptionsFor(new Uri(endpoint));
        var refusal = Record.Exception(() => new OAuthClientCredentials(options, TimeProvider.System).Dispose());
        if (problem is null) Assert.Null(refusal);
        else Assert.Contains(problem, Assert.IsType<ArgumentException>(refusal).Message, StringComparison.Ordinal);
    }
}
