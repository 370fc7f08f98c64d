namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message that was found in the log.</summary>
internal sealed class RecoveredMessage(SpoolEntry entry)
{
    /// <summary>Where it is.</summary>
    public SpoolEntry Entry => entry;

    /// <summary>What was stored with it.</summary>
    public ReadOnlyMemory<byte> Envelope { get; set; }

    /// <summary>What changed since.</summary>
    public List<ReadOnlyMemory<byte>> Changes { get; } = [];

    /// <summary>For whoever opened the spool.</summary>
    public StoredMessage ToStored() => new(entry.Number, entry.Length, Envelope, Changes);
}
