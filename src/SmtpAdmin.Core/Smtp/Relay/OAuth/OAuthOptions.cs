namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where and as what access tokens are asked for.</summary>
public sealed record OAuthOptions
{
    /// <summary>The mailbox to log in as: the user of XOAUTH2 and OAUTHBEARER.</summary>
    public required string UserName { get; init; }

    /// <summary>The token endpoint (RFC 6749 section 3.2): https, or http on a loopback address.</summary>
    public required Uri TokenEndpoint { get; init; }

    /// <summary>The client that was registered there.</summary>
    public required string ClientId { get; init; }

    /// <summary>The client's secret; null for a public client, which has none.</summary>
    public RelaySecret? ClientSecret { get; init; }

    /// <summary>What is asked for, names separated by a space (RFC 6749 section 3.3); null to leave it to the server.</summary>
    public string? Scope { get; init; }

    /// <summary>How the client proves who it is.</summary>
    public OAuthClientAuthentication ClientAuthentication { get; init; }

    /// <summary>For a whole request, from the connection to the end of the answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Why they cannot be used, as a sentence; null where nothing speaks against them.</summary>
    internal string? Problem()
    {
        if (string.IsNullOrWhiteSpace(UserName) || UserName.Any(char.IsControl)) return "The user name is empty or holds a control character.";
        if (string.IsNullOrWhiteSpace(ClientId) || ClientId.Any(char.IsControl)) return "The client id is empty or holds a control character.";
        if (EndpointProblem(TokenEndpoint) is { } problem) return problem;
        return Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromMinutes(10) ? null : "The timeout is not within 10 minutes.";
    }

    /// <summary>Why secrets are not sent to an address, as a sentence; null where nothing speaks against it.</summary>
    internal static string? EndpointProblem(Uri endpoint)
    {
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("https" or "http")) return "The token endpoint is no address that begins with https://.";
        if (endpoint.Scheme == "http" && !endpoint.IsLoopback) return "The token endpoint begins with http://: a secret would be sent in the clear. Give the one that begins with https://.";
        // RFC 6749 section 3.2: no fragment. What stands before an @ would be a secret in an address.
        return endpoint.Fragment.Length > 0 || endpoint.UserInfo.Length > 0 ? "The token endpoint has a user or a fragment in its address, which belongs to none." : null;
    }
}
