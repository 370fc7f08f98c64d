namespace SmtpAdmin.Smtp.Relay;

/// <summary>The queue as those see it who bring messages in. Used by many at once.</summary>
internal interface IRelayIntake
{
    /// <summary>How many messages are in the queue.</summary>
    int Count { get; }

    /// <summary>Octets of the messages in the queue.</summary>
    long Octets { get; }

    /// <summary>An envelope as it is stored with its message.</summary>
    ReadOnlyMemory<byte> Encode(RelayEnvelope envelope);

    /// <summary>Takes a message that is durable in the spool. Returns at once and does not throw: the responsibility for it is taken.</summary>
    void Add(long number, RelayEnvelope envelope);
}
