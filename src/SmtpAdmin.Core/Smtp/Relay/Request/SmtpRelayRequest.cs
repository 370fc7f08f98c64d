namespace SmtpAdmin.Smtp.Relay;

/// <summary>A relay as the parameters of a command ask for it. What is not given is as a configuration has it that does not say it.</summary>
public sealed record SmtpRelayRequest
{
    /// <summary>The folder of the queue, in full; null for <see cref="SmtpRelayPaths.DefaultSpool"/>.</summary>
    public string? SpoolPath { get; init; }

    /// <summary>The relay's own name; null for this machine's full name.</summary>
    public string? HostName { get; init; }

    /// <summary>Where it listens, as <see cref="SmtpRelayListener.TryParse"/> reads it; null for port 25 of the loopback addresses.</summary>
    public IReadOnlyList<string>? Listen { get; init; }

    /// <summary>Who may send without logging in, as <see cref="RelayNetwork.TryParse"/> reads it; null for this machine alone.</summary>
    public IReadOnlyList<string>? AllowNetwork { get; init; }

    /// <summary>Let <see cref="AllowNetwork"/> hold everybody.</summary>
    public bool AllowOpenRelay { get; init; }

    /// <summary>Who may log in.</summary>
    public IReadOnlyList<SmtpRelayUser> Users { get; init; } = [];

    /// <summary>The file of the certificate; null for no TLS.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The file of its key; null where that is in the first.</summary>
    public string? CertificateKeyPath { get; init; }

    /// <summary>What the key is encrypted with; null where it is not.</summary>
    public RelaySecret? CertificatePassword { get; init; }

    /// <summary>The servers that take all mail, as <c>name:port</c>, the first choice first; port 25 where none is given.</summary>
    public IReadOnlyList<string> SmartHost { get; init; } = [];

    /// <summary>How connections to them are encrypted; null for what fits.</summary>
    public RelayTlsPolicy? SmartHostTls { get; init; }

    /// <summary>Who logs in to them; null for nobody.</summary>
    public string? UserName { get; init; }

    /// <summary>With what.</summary>
    public RelaySecret? Password { get; init; }

    /// <summary>The mail goes straight to the recipients' MX.</summary>
    public bool DirectMx { get; init; }

    /// <summary>The file of the private key that signs; null for no signature.</summary>
    public string? DkimKeyPath { get; init; }

    /// <summary>Its selector.</summary>
    public string? DkimSelector { get; init; }

    /// <summary>The domain that signs.</summary>
    public string? DkimDomain { get; init; }

    /// <summary>The largest message, in octets; 0 for no limit, null for 25 MiB.</summary>
    public long? MaxMessageSize { get; init; }

    /// <summary>Nothing is taken in while the spool's disk has fewer octets free; null for 256 MiB.</summary>
    public long? MinimumFreeSpace { get; init; }

    /// <summary>After this time a recipient is given up; null for 5 days.</summary>
    public TimeSpan? ExpireAfter { get; init; }

    /// <summary>After this time the sender is told that a message is late; null for never.</summary>
    public TimeSpan? DelayNotice { get; init; }

    /// <summary>Who gets a copy of each bounce; null for nobody.</summary>
    public string? PostmasterAddress { get; init; }

    /// <summary>The folder of the audit log, in full; null for the one in the spool's.</summary>
    public string? AuditPath { get; init; }

    /// <summary>Where metrics and the state of health are told over HTTP: a loopback address with a port; null for nowhere.</summary>
    public string? HttpEndPoint { get; init; }

    /// <summary>Reads what it names, and looks whether it can be meant so.</summary>
    /// <param name="timeProvider">The clock that what is made of it goes by.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Options, or what is wrong. Dispose it behind the relay.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<SmtpRelayPlan> ReadAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        return new RelayRequestReader(this, timeProvider).ReadAsync(cancellationToken);
    }
}
