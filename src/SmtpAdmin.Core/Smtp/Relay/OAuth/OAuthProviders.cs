namespace SmtpAdmin.Smtp.Relay;

/// <summary>The token endpoints that we know.</summary>
public static class OAuthProviders
{
    private static readonly Lazy<IReadOnlyList<OAuthProvider>> Table = new(() => EmbeddedJson.Read<OAuthProvider[]>("Smtp.Relay.OAuth.oauth-providers.json"));

    /// <summary>All of them, in alphabetic order.</summary>
    public static IReadOnlyList<OAuthProvider> All => Table.Value;

    /// <summary>A provider by its name, in any case; null when there is none.</summary>
    public static OAuthProvider? Find(string name) => All.FirstOrDefault(provider => string.Equals(provider.Name, name, StringComparison.OrdinalIgnoreCase));
}
