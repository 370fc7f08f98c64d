namespace SmtpAdmin.Smtp.Relay;

/// <summary>What came of a request: one of both.</summary>
/// <param name="Token">The token.</param>
/// <param name="Failure">Why there is none.</param>
internal readonly record struct OAuthOutcome(OAuthToken? Token, OAuthFailure? Failure)
{
    public static OAuthOutcome Of(OAuthToken token) => new(token, null);

    public static OAuthOutcome Of(OAuthFailure failure) => new(null, failure);
}
