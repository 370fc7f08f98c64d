namespace SmtpAdmin.Smtp.Relay;

/// <summary>Counts what the log is told, and hands it on. Used by many at once; nobody waits.</summary>
/// <param name="next">The log.</param>
/// <param name="time">The clock.</param>
internal sealed class RelayCounters(IRelayLog next, TimeProvider time) : IRelayLog
{
    private readonly MinuteRate _acceptedNow = new(time);
    private readonly MinuteRate _deliveredNow = new(time);
    private readonly MinuteRate _failedNow = new(time);
    private long _accepted;
    private long _octets;
    private long _refused;
    private long _delivered;
    private long _deferred;
    private long _failed;
    private long _bounced;
    private long _connections;
    private long _logins;
    private long _failedLogins;
    private long _warnings;

    /// <summary>The numbers as they stand.</summary>
    public SmtpRelayCounters Snapshot() => new()
    {
        AcceptedMessages = Interlocked.Read(ref _accepted),
        AcceptedOctets = Interlocked.Read(ref _octets),
        Refused = Interlocked.Read(ref _refused),
        Delivered = Interlocked.Read(ref _delivered),
        Deferred = Interlocked.Read(ref _deferred),
        Failed = Interlocked.Read(ref _failed),
        Bounced = Interlocked.Read(ref _bounced),
        Connections = Interlocked.Read(ref _connections),
        AuthSuccesses = Interlocked.Read(ref _logins),
        AuthFailures = Interlocked.Read(ref _failedLogins),
        Warnings = Interlocked.Read(ref _warnings),
        AcceptedPerMinute = _acceptedNow.Sum(),
        DeliveredPerMinute = _deliveredNow.Sum(),
        FailedPerMinute = _failedNow.Sum(),
    };

    /// <inheritdoc/>
    public void Write(SmtpTraceEvent entry)
    {
        Count(entry);
        next.Write(entry);
    }

    private void Count(SmtpTraceEvent entry)
    {
        switch (entry.Kind)
        {
            case SmtpTraceKind.Accepted:
                Interlocked.Increment(ref _accepted);
                Interlocked.Add(ref _octets, entry.Size ?? 0);
                _acceptedNow.Add(1);
                break;
            case SmtpTraceKind.Delivered:
                Interlocked.Add(ref _delivered, Recipients(entry));
                _deliveredNow.Add(Recipients(entry));
                break;
            case SmtpTraceKind.Deferred:
                Interlocked.Add(ref _deferred, Recipients(entry));
                _failedNow.Add(Recipients(entry));
                break;
            case SmtpTraceKind.Failed:
                Interlocked.Add(ref _failed, Recipients(entry));
                _failedNow.Add(Recipients(entry));
                break;
            case SmtpTraceKind.Refused:
                Interlocked.Increment(ref _refused);
                if (entry.Reply is ['5', '3', '5', ..]) Interlocked.Increment(ref _failedLogins); // RFC 4954 section 6
                break;
            case SmtpTraceKind.Bounced:
                Interlocked.Increment(ref _bounced);
                break;
            case SmtpTraceKind.Connected:
                Interlocked.Increment(ref _connections);
                break;
            case SmtpTraceKind.Authenticated:
                Interlocked.Increment(ref _logins);
                break;
            case SmtpTraceKind.Warning or SmtpTraceKind.Damaged:
                Interlocked.Increment(ref _warnings);
                break;
        }
    }

    private static int Recipients(SmtpTraceEvent entry) => entry.Recipients?.Count ?? 1;
}
