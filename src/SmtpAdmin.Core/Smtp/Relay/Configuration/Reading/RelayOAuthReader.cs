namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads how access tokens are asked for.</summary>
internal sealed class RelayOAuthReader(RelayValues values, TimeProvider timeProvider)
{
    /// <summary>Reads an object; null where something is wrong with it.</summary>
    public OAuthCredential? Read(LocatedJson item, string userName, string path)
    {
        var provider = values.Sound(item, "provider") is { } name ? OAuthProviders.Find(name.Text) : null;
        var endpoint = Endpoint(item, provider, path);
        var (secret, refresh) = (values.Secret(item, "secret", path), values.Secret(item, "refreshToken", path));
        var isRefresh = (item["refreshTokenPath"] ?? item["refreshTokenVariable"]) is not null;
        if (!isRefresh && (item["secretPath"] ?? item["secretVariable"]) is null)
            values.Problems.Add(item.Offset, path, "There is neither a client secret nor a refresh token.", "Name the file of the secret with 'secretPath', and where the mailbox's owner consented, that of the refresh token with 'refreshTokenPath'.");
        else if (!isRefresh && provider is { ClientCredentialsScope: null })
            values.Problems.Add(item.Offset, path, $"{provider.DisplayName} has no client credentials for mailboxes.", "Name the file of a refresh token with 'refreshTokenPath'.");
        if (endpoint is null || values.Problems.HasWithin(item)) return null;

        var options = new OAuthOptions
        {
            UserName = userName,
            TokenEndpoint = endpoint,
            ClientId = item["clientId"]!.Text,
            ClientSecret = secret,
            Scope = item["scope"]?.Text ?? (isRefresh ? provider?.RefreshTokenScope : provider?.ClientCredentialsScope),
            ClientAuthentication = item["clientAuthentication"] is { } way ? RelayValues.Choice<OAuthClientAuthentication>(way) : default,
        };
        if (item["timeout"] is { } timeout) options = options with { Timeout = values.Duration(timeout, $"{path}.timeout") };
        if (options.Problem() is { } problem)
        {
            values.Problems.Add(item.Offset, path, problem);
            return null;
        }
        return isRefresh ? new OAuthRefreshToken(options, refresh!, timeProvider) : new OAuthClientCredentials(options, timeProvider);
    }

    private Uri? Endpoint(LocatedJson item, OAuthProvider? provider, string path)
    {
        var (given, tenant) = (values.Sound(item, "tokenEndpoint"), values.Sound(item, "tenant"));
        if (item["provider"] is not null && item["tokenEndpoint"] is { } both) values.Problems.Add(both.Offset, $"{path}.tokenEndpoint", "There are both 'provider' and 'tokenEndpoint'.", "Keep one of them.");
        if (item["provider"] is null && item["tokenEndpoint"] is null) values.Problems.Add(item.Offset, path, "There is no token endpoint.", "Give 'provider', or its address as 'tokenEndpoint'.");
        if (item["provider"] is null && tenant is not null) values.Problems.Add(tenant.Offset, $"{path}.tenant", "A tenant goes with a provider.", "Put it into the address of the token endpoint.");
        if (provider is null) return given is null ? null : values.Address(given, $"{path}.tokenEndpoint");
        try
        {
            return provider.Resolve(tenant?.Text);
        }
        catch (ArgumentException exception)
        {
            values.Problems.Add((tenant ?? item).Offset, tenant is null ? path : $"{path}.tenant", Refusal.Text(exception), tenant is null && provider.HasTenants ? "Write it as 'tenant'." : "");
            return null;
        }
    }
}
