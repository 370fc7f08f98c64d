namespace SmtpAdmin.Dkim;

/// <summary>How signatures are verified.</summary>
public sealed record DkimVerifyOptions
{
    private const int MaxAuthservIdLength = 255; // what the DNS allows

    /// <summary>The name of who verifies, for the Authentication-Results header field (authserv-id, RFC 8601 section 2.5); usually the receiving host's.</summary>
    public string AuthservId { get; init; } = "localhost";

    /// <summary>Why a text cannot be the name of who verifies, as a sentence; null when it can: a token or what may stand in quotes (RFC 8601 section 2.2, RFC 2045 section 5.1).</summary>
    /// <param name="text">The name.</param>
    public static string? AuthservIdProblem(string? text) => text switch
    {
        null or "" => "The name of who verifies is empty.",
        { Length: > MaxAuthservIdLength } => $"The name of who verifies is longer than {MaxAuthservIdLength} characters.",
        _ when text.All(character => character is >= ' ' and <= '~') => null,
        _ => $"'{PlainText.Excerpt(text)}' cannot name who verifies: it has a line end, a control character or one beyond ASCII. Give the host's name in ASCII.",
    };
}
