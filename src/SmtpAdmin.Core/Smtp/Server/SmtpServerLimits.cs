namespace SmtpAdmin.Smtp.Server;

/// <summary>How much one session may ask for. RFC 5321 section 4.5.3.1 gives the least that each must be.</summary>
public sealed record SmtpServerLimits
{
    /// <summary>
    /// The largest message in octets; 0 for no limit. Announced by SIZE, held at MAIL and while the message comes in; the rest is not stored,
    /// and who sends as much again, or 1 MiB where that is more, is cut off.
    /// </summary>
    public long MaxMessageSize { get; init; } = 25L * 1024 * 1024;

    /// <summary>How many octets that nobody takes are read, so that a client which does no more than err sees why.</summary>
    /// <param name="inTransaction">Whether a message may be expected.</param>
    internal long MaxSkipped(bool inTransaction) =>
        !inTransaction ? LeastSkipped : MaxMessageSize == 0 ? long.MaxValue : Math.Max(MaxMessageSize, LeastSkipped);

    private const long LeastSkipped = 1024 * 1024;

    /// <summary>The most messages of a session; the next gets 421. 0 for no limit. Announced by LIMITS, as the next one is.</summary>
    public int MaxMessages { get; init; }

    /// <summary>The most recipients of a message; as many more get 452, so that the client sends them in another one, before each counts as a command that leads nowhere.</summary>
    public int MaxRecipients { get; init; } = 1000;

    /// <summary>The longest command line in octets, CRLF included.</summary>
    public int MaxCommandLength { get; init; } = Protocol.SmtpCommandLine.MaxLength;

    /// <summary>The longest line of a message in octets, without CRLF (RFC 5321 section 4.5.3.1.6); 0 for no limit.</summary>
    public int MaxTextLineLength { get; init; } = 998;

    /// <summary>How many 5yz replies a client may collect between two messages before it gets 421.</summary>
    public int MaxErrors { get; init; } = 20;

    /// <summary>How many commands that lead nowhere (NOOP, RSET, VRFY, HELP, EHLO) a client may send between two messages before each counts as an error.</summary>
    public int MaxIdleCommands { get; init; } = 100;

    /// <summary>How many times a client may fail to authenticate before it is dropped.</summary>
    public int MaxAuthFailures { get; init; } = 3;
}
