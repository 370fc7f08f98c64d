namespace SmtpAdmin.Smtp.Relay;

/// <summary>How a client proves to a token endpoint who it is (RFC 6749 section 2.3.1).</summary>
public enum OAuthClientAuthentication
{
    /// <summary><c>client_id</c> and <c>client_secret</c> in the request's body, as Microsoft and Google document it.</summary>
    Body,
    /// <summary>HTTP Basic, which every authorization server has to take from clients with a secret.</summary>
    Basic,
}
