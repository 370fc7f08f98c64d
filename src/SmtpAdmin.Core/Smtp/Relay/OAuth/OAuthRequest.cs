namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is sent to a token endpoint.</summary>
/// <param name="Form">The parameters of the grant, without the client's.</param>
/// <param name="ClientSecret">The client's secret; null for none.</param>
/// <param name="RefreshToken">The refresh token among the parameters; null for none.</param>
internal sealed record OAuthRequest(IReadOnlyList<KeyValuePair<string, string>> Form, string? ClientSecret, string? RefreshToken)
{
    /// <summary>What must not be told again.</summary>
    public IReadOnlyCollection<string> Secrets => [.. new[] { ClientSecret, RefreshToken }.OfType<string>()];

    /// <summary>Nothing of it: it holds secrets.</summary>
    public override string ToString() => "a token request";
}
