namespace SmtpAdmin.Dkim;

/// <summary>How signatures are verified.</summary>
public sealed record DkimVerifyOptions
{
    /// <summary>The name of who verifies, for the Authentication-Results header field (authserv-id, RFC 8601 section 2.5); usually the receiving host's.</summary>
    public string AuthservId { get; init; } = "localhost";
}
