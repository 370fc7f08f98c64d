using System.Globalization;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Access tokens for a mailbox: asked for when they are needed, kept until shortly before they end. However many wait, one request is under way;
/// after a failure none is made for a while, longer each time.
/// </summary>
public abstract class OAuthCredential : ISmtpCredentialSource, IDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LeastUse = TimeSpan.FromSeconds(10); // of a token that ends at once, so that a fault there does not become a flood
    private static readonly TimeSpan BetweenRefusals = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstLongPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly object _lock = new();
    private readonly OAuthEndpoint _endpoint;
    private readonly CancellationTokenSource _disposed = new();
    private Task<OAuthOutcome>? _pending;
    private Held? _held;
    private OAuthFailure? _failure;
    private int _failures;
    private DateTimeOffset _notBefore;
    private DateTimeOffset? _refusedAt;

    private protected OAuthCredential(OAuthOptions options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        (Options, Time, _endpoint) = (options, timeProvider, new OAuthEndpoint(options, timeProvider));
    }

    /// <summary>The mailbox.</summary>
    public string UserName => Options.UserName;

    /// <summary>Takes down what does not hold up mail, and yet has to be looked at.</summary>
    internal IRelayLog? Log { get; set; }

    private protected OAuthOptions Options { get; }

    private protected TimeProvider Time { get; }

    /// <inheritdoc/>
    public async ValueTask<SaslCredentials> GetAsync(CancellationToken cancellationToken)
    {
        Task<OAuthOutcome> pending;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            var now = Time.GetUtcNow();
            if (_held is { } held && now < held.RenewAt) return held.Credentials;
            if (_pending is null && now < _notBefore && _failure is { } failure)
                return _held is { } old && now < old.EndsAt ? old.Credentials : throw Refusal(failure, _notBefore - now);
            // Not by the caller's token: others wait for the same request.
            pending = _pending ??= Task.Run(FetchAsync, CancellationToken.None);
        }
        var outcome = await pending.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (outcome.Token is { } token) return Credentials(token);
        lock (_lock)
        {
            var now = Time.GetUtcNow();
            return _held is { } old && now < old.EndsAt ? old.Credentials : throw Refusal(outcome.Failure!, _notBefore - now);
        }
    }

    /// <inheritdoc/>
    public void Refused()
    {
        lock (_lock)
        {
            var now = Time.GetUtcNow();
            // What is refused a second time is the mailbox's matter, not the token's; and many connections may tell of the same one.
            if (now - _refusedAt < BetweenRefusals) return;
            (_refusedAt, _held) = (now, null);
        }
    }

    /// <summary>The name, never a token.</summary>
    public override string ToString() => $"{UserName} (access token of {Options.TokenEndpoint.Host})";

    /// <summary>Ends a request that is under way. Tokens are forgotten.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends a request that is under way.</summary>
    protected virtual void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (!disposing || _disposed.IsCancellationRequested) return;
            _held = null;
            _disposed.Cancel();
        }
        _endpoint.Dispose();
    }

    /// <summary>What is sent for a token.</summary>
    /// <exception cref="SmtpCredentialException">A secret is not to be had.</exception>
    private protected abstract OAuthRequest Request();

    /// <summary>Takes what came with a token.</summary>
    private protected virtual Task AcceptAsync(OAuthToken token, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<OAuthOutcome> FetchAsync()
    {
        var asked = Time.GetUtcNow();
        var outcome = OAuthOutcome.Of(new OAuthFailure("The request for a token did not come to an end.", IsPermanent: false));
        try
        {
            outcome = await AskAsync().ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _pending = null;
                if (!_disposed.IsCancellationRequested) Keep(outcome, asked);
            }
        }
        return outcome;
    }

    private async Task<OAuthOutcome> AskAsync()
    {
        try
        {
            var outcome = await _endpoint.AskAsync(Request(), _disposed.Token).ConfigureAwait(false);
            if (outcome.Token is { } token) await AcceptAsync(token, _disposed.Token).ConfigureAwait(false);
            return outcome;
        }
        catch (SmtpCredentialException exception)
        {
            return OAuthOutcome.Of(new OAuthFailure(exception.Message, IsPermanent: true));
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException && _disposed.IsCancellationRequested)
        {
            return OAuthOutcome.Of(new OAuthFailure("The relay is stopping.", IsPermanent: false));
        }
    }

    private void Keep(OAuthOutcome outcome, DateTimeOffset asked)
    {
        if (outcome.Token is { } token)
        {
            var lifetime = token.Lifetime > LeastUse ? token.Lifetime : LeastUse;
            var margin = lifetime / 4 < LongestMargin ? lifetime / 4 : LongestMargin;
            (_held, _failure, _failures) = (new Held(Credentials(token), asked + lifetime - margin, asked + lifetime), null, 0);
            return;
        }
        var failure = outcome.Failure!;
        var pause = (failure.IsPermanent ? FirstLongPause : FirstPause) * Math.Pow(2, Math.Min(_failures, 10));
        if (pause > LongestPause) pause = LongestPause;
        if (failure.RetryAfter > pause) pause = failure.RetryAfter.Value;
        (_failure, _failures, _notBefore) = (failure, _failures + 1, Time.GetUtcNow() + pause);
    }

    private SaslCredentials Credentials(OAuthToken token) => SaslCredentials.FromAccessToken(UserName, token.AccessToken);

    private static SmtpCredentialException Refusal(OAuthFailure failure, TimeSpan wait) => new(
        wait <= TimeSpan.Zero ? failure.Message : string.Create(CultureInfo.InvariantCulture, $"{failure.Message} The next request for a token is made in {Math.Ceiling(wait.TotalSeconds)} s."));

    private sealed record Held(SaslCredentials Credentials, DateTimeOffset RenewAt, DateTimeOffset EndsAt);
}
