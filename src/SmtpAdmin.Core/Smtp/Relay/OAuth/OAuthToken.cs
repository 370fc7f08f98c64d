namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a token endpoint gave (RFC 6749 section 5.1).</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="Lifetime">How long it is good for, from when it was asked for.</param>
/// <param name="RefreshToken">A refresh token in the place of the one that was sent; null where that stays.</param>
internal sealed record OAuthToken(string AccessToken, TimeSpan Lifetime, string? RefreshToken)
{
    /// <summary>Nothing of a token.</summary>
    public override string ToString() => "an access token";
}
