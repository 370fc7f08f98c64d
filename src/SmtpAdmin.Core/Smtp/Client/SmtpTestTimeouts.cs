namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// How long each stage may take. Each limit is for the stage as a whole, not for one read: a server that sends an octet a second
/// gains nothing. RFC 5321 section 4.5.3.2 gives minutes, for mail that waits in a queue; a person waits for a test.
/// </summary>
public sealed record SmtpTestTimeouts
{
    /// <summary>The slowest transfer that is waited for, in octets a second.</summary>
    internal const int SlowestTransfer = 32 * 1024;

    /// <summary>The limit for each stage, for each recipient, and for DATA's first reply. 30 seconds unless set.</summary>
    public TimeSpan Stage { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The limit for the reply behind the final dot, when filters read the message; null is four times <see cref="Stage"/>.
    /// RFC 5321 section 4.5.3.2.6 gives ten minutes.
    /// </summary>
    public TimeSpan? DataTermination { get; init; }

    /// <summary>The limit for QUIT, whose reply nobody needs. The shorter of this and <see cref="Stage"/> counts.</summary>
    public TimeSpan Quit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The limit for each probe behind a failure: of port 587 behind a failed connection to port 25, and of TLS behind a greeting that did
    /// not come. The shorter of this and <see cref="Stage"/> counts.
    /// </summary>
    public TimeSpan Probe { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The limit for the reply behind the final dot.</summary>
    internal TimeSpan ForDataTermination => DataTermination ?? Stage * 4;

    /// <summary>The limit for the transfer of a message of <paramref name="size"/> octets.</summary>
    internal TimeSpan ForTransfer(long size) => Stage + TimeSpan.FromSeconds((double)size / SlowestTransfer);
}
