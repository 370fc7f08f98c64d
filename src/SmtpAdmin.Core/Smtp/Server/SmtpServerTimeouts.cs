namespace SmtpAdmin.Smtp.Server;

/// <summary>How long a session may take. Each is a deadline for the whole of what it names, so that an octet now and then buys no time.</summary>
public sealed record SmtpServerTimeouts
{
    /// <summary>From our reply to the end of the client's next command (RFC 5321 section 4.5.3.2.7 asks for 5 minutes).</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From one part of a message to the next.</summary>
    public TimeSpan DataBlock { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From 354, or from the first chunk, to the end of the message.</summary>
    public TimeSpan Data { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The least octets of a message a second, measured over each <see cref="DataRateWindow"/>; 0 for no such limit.</summary>
    public int MinDataRate { get; init; } = 500;

    /// <summary>How long a message may come more slowly than <see cref="MinDataRate"/>.</summary>
    public TimeSpan DataRateWindow { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>From the end of the message to the word of whoever takes it. Well below the 10 minutes after which clients give up and send it again (RFC 1047).</summary>
    public TimeSpan Acceptance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The TLS handshake.</summary>
    public TimeSpan TlsHandshake { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The whole session.</summary>
    public TimeSpan Session { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long to wait before the greeting for a client that speaks first; zero looks only at what is already there.</summary>
    public TimeSpan GreetingDelay { get; init; } = TimeSpan.Zero;

    /// <summary>A last word to a client that may not be listening any more.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(5);
}
