namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// How long each stage may take. Each limit is for the stage as a whole, not for one read: a server that sends an octet a second
/// gains nothing. Only the message itself, which may be large, is timed by the block. RFC 5321 section 4.5.3.2 gives minutes, for mail that waits in a queue; a person waits for a test.
/// </summary>
public sealed record SmtpTestTimeouts
{
    /// <summary>The slowest transfer that is waited for, in octets a second: a server that takes a block now and then must not hold a test for hours.</summary>
    internal const int SlowestTransfer = 8 * 1024;

    /// <summary>
    /// The limit for each stage, for each recipient, for DATA's first reply, and for the network to take each block of the message: a server
    /// that stops reading is given up on after this time, however large the message is. 30 seconds unless set; RFC 5321 section 4.5.3.2.5
    /// gives three minutes a block.
    /// </summary>
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

    /// <summary>The limit for the transfer of a message of <paramref name="size"/> octets as a whole.</summary>
    internal TimeSpan ForTransfer(long size) => Stage + TimeSpan.FromSeconds((double)size / SlowestTransfer);
}
