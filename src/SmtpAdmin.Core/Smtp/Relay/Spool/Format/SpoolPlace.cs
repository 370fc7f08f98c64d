namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where a record stands.</summary>
/// <param name="Segment">Its segment.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Length">The octets of its payload.</param>
internal readonly record struct SpoolPlace(SpoolSegment Segment, uint Offset, int Length)
{
    /// <summary>The octets that the record takes.</summary>
    public long RecordSize => SpoolRecordHeader.SizeFor(Length);
}
