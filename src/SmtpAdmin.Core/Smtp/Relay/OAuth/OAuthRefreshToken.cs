namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Access tokens by a refresh token (RFC 6749 section 6) that the mailbox's owner once consented to, as with Google. A server may put a new
/// refresh token in the place of the old one, which then may be worth nothing: it is written into the file that the old one came from.
/// </summary>
public sealed class OAuthRefreshToken : OAuthCredential
{
    private readonly RelaySecret _refreshToken;
    private string? _read; // what was there last
    private string? _current; // what the server gave in its place

    /// <summary>Makes the source.</summary>
    /// <param name="options">Where and as what tokens are asked for.</param>
    /// <param name="refreshToken">The refresh token.</param>
    /// <param name="timeProvider">Tells when a token ends.</param>
    /// <exception cref="ArgumentException">The options cannot be used.</exception>
    public OAuthRefreshToken(OAuthOptions options, RelaySecret refreshToken, TimeProvider timeProvider)
        : base(options, timeProvider)
    {
        ArgumentNullException.ThrowIfNull(refreshToken);
        _refreshToken = refreshToken;
    }

    private protected override OAuthRequest Request()
    {
        var read = _refreshToken.Read();
        if (read != _read) (_read, _current) = (read, read); // somebody stored another one
        return new([new("grant_type", "refresh_token"), new("refresh_token", _current!)], Options.ClientSecret?.Read(), _current);
    }

    private protected override async Task AcceptAsync(OAuthToken token, CancellationToken cancellationToken)
    {
        if (token.RefreshToken is not { } next || next == _current) return;
        _current = next;
        if (await _refreshToken.ReplaceAsync(next, Time, cancellationToken).ConfigureAwait(false) is not { } problem) _read = next;
        else
        {
            Log?.Warn(
                Time, $"The token endpoint gave a new refresh token for {PlainText.Excerpt(UserName)}, which is not stored in {_refreshToken}: {problem} It is used until the relay stops; the stored one may not do any more then.");
        }
    }
}
