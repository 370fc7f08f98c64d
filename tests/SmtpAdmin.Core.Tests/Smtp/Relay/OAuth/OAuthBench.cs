using System.Globalization;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A token endpoint, a clock, and client credentials that ask there.</summary>
internal sealed class OAuthBench : IAsyncDisposable
{
    public const string Secret = "s3cret/+ &=~value";

    private OAuthClientCredentials? _source;

    /// <param name="answers">What the endpoint answers, in turn.</param>
    public OAuthBench(params string?[] answers) : this(StubHttpServer.With(answers)) { }

    public OAuthBench(StubHttpServer server) => (Server, Options) = (server, OptionsFor(server));

    public StubHttpServer Server { get; }

    public ManualClock Clock { get; } = new();

    /// <summary>What the credentials are made of when they are asked for first.</summary>
    public OAuthOptions Options { get; set; }

    public OAuthClientCredentials Source => _source ??= new OAuthClientCredentials(Options, Clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An answer with a token.</summary>
    public static string Good(string token, int seconds = 3600) =>
        StubHttpServer.Json(string.Create(CultureInfo.InvariantCulture, $$"""{"token_type":"Bearer","expires_in":{{seconds}},"access_token":"{{token}}"}"""));

    /// <summary>A refusal.</summary>
    public static string Error(string error, string status = "400 Bad Request", string headers = "") => StubHttpServer.Json($$"""{"error":"{{error}}"}""", status, headers);

    public static OAuthOptions OptionsFor(StubHttpServer server) => OptionsFor(new Uri(server.Root, "oauth2/token"));

    public static OAuthOptions OptionsFor(Uri endpoint) =>
        new() { UserName = "printer@example.org", TokenEndpoint = endpoint, ClientId = "client-7", ClientSecret = RelaySecret.FromText(Secret) };

    /// <summary>The access token that is to be had now.</summary>
    public async Task<string> GetAsync() => (await Source.GetAsync(Token)).Secret;

    /// <summary>Why there is none.</summary>
    public async Task<string> RefusalAsync()
    {
        var refusal = await Assert.ThrowsAsync<SmtpCredentialException>(GetAsync);
        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.Ordinal);
        return refusal.Message;
    }

    public ValueTask DisposeAsync()
    {
        _source?.Dispose();
        return Server.DisposeAsync();
    }
}
