namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a relay has done since it began to run.</summary>
public sealed record SmtpRelayCounters
{
    /// <summary>Messages that were taken from clients.</summary>
    public long AcceptedMessages { get; init; }

    /// <summary>Their octets.</summary>
    public long AcceptedOctets { get; init; }

    /// <summary>Commands, messages and connections that were refused.</summary>
    public long Refused { get; init; }

    /// <summary>Recipients for whom the next server took a message.</summary>
    public long Delivered { get; init; }

    /// <summary>Attempts that failed for now, counted for each recipient.</summary>
    public long Deferred { get; init; }

    /// <summary>Recipients that failed for good.</summary>
    public long Failed { get; init; }

    /// <summary>Reports that went into the queue.</summary>
    public long Bounced { get; init; }

    /// <summary>Connections of clients.</summary>
    public long Connections { get; init; }

    /// <summary>Logins.</summary>
    public long AuthSuccesses { get; init; }

    /// <summary>Failed logins.</summary>
    public long AuthFailures { get; init; }

    /// <summary>Warnings.</summary>
    public long Warnings { get; init; }

    /// <summary>Messages that were taken in the last minute.</summary>
    public long AcceptedPerMinute { get; init; }

    /// <summary>Recipients that were delivered to in the last minute.</summary>
    public long DeliveredPerMinute { get; init; }

    /// <summary>Attempts that failed, for now or for good, in the last minute.</summary>
    public long FailedPerMinute { get; init; }
}
