namespace SmtpAdmin.Smtp.Relay;

/// <summary>What an error of a token endpoint means, and what to do.</summary>
internal sealed record OAuthErrorEntry
{
    /// <summary>The value of <c>error</c> (RFC 6749 section 5.2), or a number of Microsoft's that stands in the description: <c>AADSTS7000215</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong, as a sentence.</summary>
    public required string Cause { get; init; }

    /// <summary>What to do, in sentences.</summary>
    public required string Remedy { get; init; }

    /// <summary>It may pass by itself.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>The specification's or vendor's page.</summary>
    public required string Reference { get; init; }
}
