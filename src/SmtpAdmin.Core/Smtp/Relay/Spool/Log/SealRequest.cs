namespace SmtpAdmin.Smtp.Relay;

/// <summary>Has the log go on to a new segment: asks for as much room as a whole one has, and takes that of a mark. Done when the new one is durable.</summary>
internal sealed class SealRequest(long segmentSize) : DurableRequest
{
    /// <inheritdoc/>
    public override long Size => segmentSize;

    /// <inheritdoc/>
    public override void Place(SpoolBatch batch) => batch.Add(SpoolRecordType.Mark, 0, []);

    /// <inheritdoc/>
    public override void Note(SpoolIndex index) { }
}
