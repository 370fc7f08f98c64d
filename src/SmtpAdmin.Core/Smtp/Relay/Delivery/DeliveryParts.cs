namespace SmtpAdmin.Smtp.Relay;

/// <summary>What the parts of the delivery share.</summary>
internal sealed record DeliveryParts
{
    /// <summary>Where the messages come from.</summary>
    public required IDeliverySource Source { get; init; }

    /// <summary>Has their content.</summary>
    public required ISpool Spool { get; init; }

    /// <summary>How deliveries are made.</summary>
    public required SmtpRelayDelivery Options { get; init; }

    /// <summary>When failed deliveries are tried again.</summary>
    public required SmtpRelayRetry Retry { get; init; }

    /// <summary>Makes connections.</summary>
    public required DestinationConnector Connector { get; init; }

    /// <summary>Shares them out.</summary>
    public required ConnectionSlots Slots { get; init; }

    /// <summary>How often each destination may be sent a message.</summary>
    public required TokenBuckets<RelayDestination> Rates { get; init; }

    /// <summary>Is told of what an administrator should look at.</summary>
    public required RelayWarnings Warnings { get; init; }

    /// <summary>Is told of messages whose content is damaged.</summary>
    public required Action<long, string> Damaged { get; init; }

    /// <summary>Tells the time.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Spreads what should not happen together; safe for several threads.</summary>
    public required Random Random { get; init; }

    /// <summary>No new message is begun, and no connection made.</summary>
    public required CancellationToken Stopping { get; init; }
}
