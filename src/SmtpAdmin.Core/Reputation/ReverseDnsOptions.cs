namespace SmtpAdmin.Reputation;

/// <summary>What else a reverse DNS check looks at.</summary>
public sealed record ReverseDnsOptions
{
    /// <summary>The name that the server gives in HELO or EHLO; null to leave that unchecked.</summary>
    public string? HeloName { get; init; }

    /// <summary>The domain that the mail is sent for: a PTR name within it reads best, and it makes the name to ask for. Null when it does not matter.</summary>
    public string? Domain { get; init; }

    /// <summary>How many addresses are checked at once.</summary>
    public int Concurrency { get; init; } = 256;
}
