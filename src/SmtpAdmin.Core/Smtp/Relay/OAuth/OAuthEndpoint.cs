using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Speaks to a token endpoint (RFC 6749 section 3.2). A redirect is not followed: the secret would go where nobody said that it may.</summary>
internal sealed class OAuthEndpoint(OAuthOptions options, TimeProvider timeProvider) : IDisposable
{
    private const int MaxAnswer = 64 * 1024; // octets; a token has some thousand
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private readonly Lazy<HttpClient> _client = new(() => RelayHttpClient.Create(options.TokenEndpoint));

    /// <summary>Asks for a token.</summary>
    /// <param name="request">What is sent.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; a timeout is an outcome.</exception>
    public async Task<OAuthOutcome> AskAsync(OAuthRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(timeProvider, options.Timeout, cancellationToken);
        try
        {
            using var message = MessageOf(request);
            using var response = await _client.Value.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            if ((int)response.StatusCode is >= 300 and <= 399) return OAuthOutcome.Of(Redirect(response.Headers.Location));
            if (await ReadAsync(response.Content, deadline.Token).ConfigureAwait(false) is not { } body)
                return Temporary($"The token endpoint '{Shown}' sends more than {MaxAnswer / 1024} KiB, which no answer with a token has. Look whether its address is right.");
            return OAuthAnswer.TryRead(response.StatusCode, body, request.Secrets, out var token, out var failure)
                ? OAuthOutcome.Of(token)
                : OAuthOutcome.Of(failure with { RetryAfter = RetryAfter(response.Headers.RetryAfter) });
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            var waited = exception.InnerException is TimeoutException ? RelayHttpClient.ConnectTimeout : options.Timeout; // whichever was over first
            return Temporary($"The token endpoint '{Shown}' did not answer within {waited.TotalSeconds:0.#} seconds. Check that this machine may reach it, by a proxy where one is needed (HTTPS_PROXY).");
        }
        catch (HttpRequestException exception)
        {
            return Temporary(Words(exception));
        }
        catch (IOException exception) // the connection was lost within the answer
        {
            return Temporary($"The connection to the token endpoint '{Shown}' was lost: {PlainText.Excerpt(exception.Message, 200)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated) _client.Value.Dispose();
    }

    /// <summary>Without a query, in which somebody may have put a key.</summary>
    private string Shown => PlainText.Excerpt(options.TokenEndpoint.GetLeftPart(UriPartial.Path), 200);

    private HttpRequestMessage MessageOf(OAuthRequest request)
    {
        var form = request.Form.ToList();
        var message = new HttpRequestMessage(HttpMethod.Post, options.TokenEndpoint);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("SmtpAdmin", null));
        if (options.ClientAuthentication == OAuthClientAuthentication.Basic && request.ClientSecret is not null)
        {
            // RFC 6749 section 2.3.1: both are form-encoded before they are joined.
            var pair = $"{WebUtility.UrlEncode(options.ClientId)}:{WebUtility.UrlEncode(request.ClientSecret)}";
            message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            form.Add(new("client_id", options.ClientId));
            if (request.ClientSecret is not null) form.Add(new("client_secret", request.ClientSecret));
        }
        if (!string.IsNullOrEmpty(options.Scope)) form.Add(new("scope", options.Scope));
        message.Content = new FormUrlEncodedContent(form);
        return message;
    }

    /// <returns>Null when it is longer than any answer.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxAnswer + 1];
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (length > MaxAnswer) return null;
            var body = buffer.AsMemory(0, length);
            return body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - timeProvider.GetUtcNow() : null);
        return wait is not { } given || given <= TimeSpan.Zero ? null : given < LongestRetryAfter ? given : LongestRetryAfter;
    }

    private OAuthFailure Redirect(Uri? location) => new(
        $"The token endpoint '{Shown}' redirects{(location is null ? "" : $" to '{PlainText.Excerpt(location.ToString().Split('?')[0], 200)}'")}, which is not followed with a secret. Give the address that it is at.",
        IsPermanent: true);

    private string Words(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"The name of the token endpoint '{Shown}' is not found. Check its spelling, and this machine's DNS.",
        HttpRequestError.SecureConnectionError => $"TLS with the token endpoint '{Shown}' fails: {Reason(exception)} Where a proxy looks into TLS, this machine has to trust its root.",
        HttpRequestError.ProxyTunnelError => $"The proxy does not let this machine reach the token endpoint '{Shown}': {Reason(exception)}",
        HttpRequestError.ConnectionError => $"There is no connection to the token endpoint '{Shown}': {Reason(exception)} Check that this machine may reach it, by a proxy where one is needed (HTTPS_PROXY).",
        _ => $"The token endpoint '{Shown}' does not speak HTTP as it should: {Reason(exception)}",
    };

    private static string Reason(HttpRequestException exception) => PlainText.Excerpt((exception.InnerException ?? exception).Message.TrimEnd('.'), 200) + ".";

    private static OAuthOutcome Temporary(string message) => OAuthOutcome.Of(new OAuthFailure(message, IsPermanent: false));
}
