using System.Net;

namespace SmtpAdmin.Smtp.Client;

/// <summary>What the tester knows beyond its result, and the cause finder needs.</summary>
public sealed record CauseContext
{
    /// <summary>Now, for certificates that are about to expire.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The name that was said with EHLO; null when it did not come to that.</summary>
    public string? HeloName { get; init; }

    /// <summary>Which of the server's addresses were to be tried.</summary>
    public SmtpAddressFamily AddressFamily { get; init; }

    /// <summary>The address of ours to connect from; null for the system's choice.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>The envelope sender; null for the null sender or when there was none.</summary>
    public string? Sender { get; init; }

    /// <summary>The envelope recipients, in the order in which they were tried.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>The size of the composed message in octets; null when none was composed.</summary>
    public long? MessageSize { get; init; }

    /// <summary>A password or an access token was given.</summary>
    public bool CredentialsGiven { get; init; }

    /// <summary>The whole message and its last dot were sent: without a reply, the server may have taken it all the same (RFC 5321 section 4.2.5).</summary>
    public bool MessageEnded { get; init; }
}
