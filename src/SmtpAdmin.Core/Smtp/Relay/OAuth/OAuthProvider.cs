namespace SmtpAdmin.Smtp.Relay;

/// <summary>A provider's token endpoint, and what it wants to be asked.</summary>
public sealed record OAuthProvider
{
    /// <summary>The name to choose it by, the same as that of its mail service: <c>Office365</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name that people know it by.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The token endpoint; <c>{tenant}</c> stands in it until <see cref="Resolve"/> has filled it in.</summary>
    public required string TokenEndpoint { get; init; }

    /// <summary>The scope for client credentials; null where the provider has none for mailboxes.</summary>
    public string? ClientCredentialsScope { get; init; }

    /// <summary>The scope for refresh tokens; null to leave it out.</summary>
    public string? RefreshTokenScope { get; init; }

    /// <summary>What has to be set up there, in the order in which it is done.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The vendor's page that this rests on.</summary>
    public string Reference { get; init; } = "";

    /// <summary>It has tenants, of which one has to be named.</summary>
    public bool HasTenants => TokenEndpoint.Contains("{tenant}", StringComparison.Ordinal);

    /// <summary>The token endpoint with the tenant filled in.</summary>
    /// <param name="tenant">The tenant's id or one of its domains; null where there are none.</param>
    /// <exception cref="ArgumentException">The tenant is missing, or is none, or the provider has no tenants.</exception>
    public Uri Resolve(string? tenant)
    {
        if (!HasTenants) return string.IsNullOrEmpty(tenant) ? new Uri(TokenEndpoint) : throw new ArgumentException($"{DisplayName} has no tenants.", nameof(tenant));
        if (string.IsNullOrEmpty(tenant)) throw new ArgumentException($"{DisplayName} needs the tenant: its id, or one of its domains.", nameof(tenant));
        return tenant.Length <= 253 && char.IsAsciiLetterOrDigit(tenant[0]) && tenant.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.')
            ? new Uri(TokenEndpoint.Replace("{tenant}", tenant, StringComparison.Ordinal))
            : throw new ArgumentException($"'{PlainText.Excerpt(tenant)}' is no tenant: give its id, or one of its domains.", nameof(tenant));
    }
}
